/**
 * The registry of one process: {@link io.mlcd.core.registry.LocalRegistry}, in memory or in a folder.
 *
 * <h2>The folder</h2>
 *
 * <pre>
 * mlcd-registry          "mlcd-registry 0.1": this folder is a registry
 * lock                   locked by the one process that writes
 * journal                what happened, one line an entry; the truth
 * models/NAME/NUMBER.mlcd   the versions, as published: plain or sealed
 * models/NAME/NUMBER.R.mlcd a version that was rewrapped R times, in place of the one before
 * </pre>
 *
 * <p>A line of the journal is a link, a blank, with a {@linkplain io.mlcd.core.registry.JournalKey key} a tag and another
 * blank, and a text. The link is the SHA-256 (hexadecimal) of the whole line before it (for the first line: of
 * "mlcd-registry 0.1"), a blank and the text, so that it stands for all lines up to here; the tag (base64url) is the key's, of
 * "mlcd journal " and the link. The text is JSON with {@code seq}, {@code at}, {@code kind}, {@code model}, {@code number},
 * {@code by} and {@code why} if they were given, and what the kind adds:
 *
 * <pre>
 * PUBLISH    the artifact's id, the digest of the model's signature, the digest of the stored file, the names of the features
 * PROMOTE    nothing
 * ROLLBACK   nothing; the number is of what is live from here on
 * REWRAP     the digest of the new file, which was stored beside the old one before, and counts from this line on
 * ALIAS      alias, and the number from which it was moved, if any; number 0 takes it away
 * TAG        key, and value; without one it is taken away
 * NOTE       text
 * RETIRE     nothing; the file may be gone from here on
 * </pre>
 *
 * <p>A line that was only half written when the process died is dropped when the folder is opened again; any other line that
 * does not fit its link is refused. Without a key the chain shows accidents, not a forger. With one, the tag of the last line is
 * verified, which stands for all. That lines are missing at the end shows only a head that was kept elsewhere.
 *
 * <p>A stored file is a release: {@code MLCDREL1}, the length of a JSON text (4 bytes), the text with the name, the number,
 * the artifact's id and the signature's digest, the artifact. When it is sealed, all of this is inside the seal,
 * so that a sealed file that lies
 * under another name or number is refused.
 */
@NullMarked
package io.mlcd.core.registry;

import org.jspecify.annotations.NullMarked;
