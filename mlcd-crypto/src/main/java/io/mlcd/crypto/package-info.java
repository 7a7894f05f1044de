/**
 * Seals bytes for those who hold a key and opens them again: {@link io.mlcd.crypto.RsaSealer} and
 * {@link io.mlcd.crypto.AesSealer} encrypt, {@link io.mlcd.crypto.RsaOpener} and {@link io.mlcd.crypto.AesOpener}
 * decrypt, {@link io.mlcd.crypto.Keys} reads and makes keys.
 *
 * <pre>{@code
 * Sealer sealer = RsaSealer.to(publicKey).and(AesSealer.with("backup", backupKey));
 * Opener opener = RsaOpener.with(privateKey);
 * byte[] same = opener.open(sealer.seal(model));
 * }</pre>
 *
 * <h2>What sealing does and does not give</h2>
 *
 * <p>Nobody without a key reads the content, and no changed bit goes unnoticed: nothing is handed out before all of it
 * was verified. But <strong>encrypting to a public key authenticates nobody</strong>: whoever has the public key can
 * make a valid message, so an opened message says "unchanged since it was sealed", never "sealed by you". With an AES
 * key it says "sealed by someone who holds this key". Who runs the process with the key can read the content. AES-GCM
 * does not commit to its key, so a malicious sender who addresses several recipients can make them read different
 * contents.
 *
 * <h2>The format</h2>
 *
 * <p>One CMS {@code AuthEnvelopedData} (<a href="https://www.rfc-editor.org/rfc/rfc5083">RFC 5083</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc5084">RFC 5084</a>), written in DER:
 *
 * <pre>
 * SEQUENCE                                 ContentInfo
 *   OID 1.2.840.113549.1.9.16.1.23         id-ct-authEnvelopedData
 *   [0] SEQUENCE                           AuthEnvelopedData
 *     INTEGER 0
 *     SET                                  1 to 1,000 recipients, see below
 *     SEQUENCE
 *       OID 1.2.840.113549.1.7.1           id-data
 *       SEQUENCE                           id-aes256-GCM, nonce of 12 bytes, tag length 16
 *       [0]                                the ciphertext, as long as the content
 *     OCTET STRING                         the tag, 16 bytes
 * </pre>
 *
 * <p>A fresh random AES-256 key and a fresh random nonce are drawn for every message. Each recipient holds that key:
 *
 * <ul>
 *   <li>RSA: {@code KeyTransRecipientInfo}, RSAES-OAEP with SHA-256, MGF1 with SHA-256 and no label. A public key is
 *       named by its key identifier (SHA-1 of the PKCS #1 key, <a
 *       href="https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2">RFC 5280, 4.2.1.2, method 1</a>), a certificate
 *       by its subject key identifier, or by issuer and serial number if it has none.
 *   <li>AES: {@code KEKRecipientInfo}, AES-256 key wrap (RFC 3394), the key id in UTF-8.
 * </ul>
 *
 * <p>{@code openssl cms -decrypt -inform DER -binary} reads what is written here, with {@code -inkey} and
 * {@code -recip}, or with {@code -secretkey} and {@code -secretkeyid}.
 *
 * <p>Reading takes BER too, with a ciphertext in pieces, as other tools stream it; recipients and algorithms must be in
 * DER. MGF1 with SHA-1 is taken on reading only, since Android's key store knows no other. Recipients of other kinds
 * are passed over. Refused are: every other CMS type, AES-128, AES-192 and CBC, any other nonce or tag length, PKCS #1
 * v1.5, RSA below 2048 bits, attributes and originator certificates, more than 1,000 recipients, more than 1 MiB before
 * the ciphertext, and bytes after the end. All of this is checked before a private key is used, and one key is used at
 * most once per message.
 */
@NullMarked
package io.mlcd.crypto;

import org.jspecify.annotations.NullMarked;
