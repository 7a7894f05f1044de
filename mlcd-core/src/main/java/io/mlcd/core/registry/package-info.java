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
 * <p>A line of the journal is the SHA-256 (hexadecimal) of the line before it (for the first line: of
 * "mlcd-registry 0.1"), a blank and its own text, then a blank and that text: JSON with {@code seq}, {@code at},
 * {@code kind} ({@code PUBLISH}, {@code PROMOTE}, {@code ROLLBACK}, {@code REWRAP}),
 * {@code model}, {@code number} and, for a publication, the artifact's id, the digest of the model's signature, the digest
 * of the stored file and the names of the features; for a rewrapping, the digest of the new file, which was stored beside
 * the old one before, and which counts from this line on. A line that was only half written when the process died is
 * dropped when the folder is opened again; any
 * other line that does not fit its digest is refused. Without a key the chain shows accidents, not a forger.
 *
 * <p>A stored file is a release: {@code MLCDREL1}, the length of a JSON text (4 bytes), the text with the name, the number,
 * the artifact's id and the signature's digest, the artifact. When it is sealed, all of this is inside the seal,
 * so that a sealed file that lies
 * under another name or number is refused.
 */
@NullMarked
package io.mlcd.core.registry;

import org.jspecify.annotations.NullMarked;
