/**
 * Seals bytes for those who hold a key and opens them again: {@link io.mlcd.crypto.RsaSealer},
 * {@link io.mlcd.crypto.AesSealer}, {@link io.mlcd.crypto.PassphraseSealer} and {@link io.mlcd.crypto.MlKemSealer} encrypt
 * and sign, {@link io.mlcd.crypto.RsaOpener} and the other openers decrypt and verify, {@link io.mlcd.crypto.Rewrap} gives
 * what is sealed to others, {@link io.mlcd.crypto.Keys} reads and makes keys.
 *
 * <pre>{@code
 * Sealer sealer = RsaSealer.to(publicKey).and(AesSealer.with("backup", backupKey)).signedBy(publisherKey);
 * Opener opener = RsaOpener.with(privateKey).trusting(publisher);
 * byte[] same = opener.open(sealer.seal(model));
 * }</pre>
 *
 * <h2>What sealing does and does not give</h2>
 *
 * <p>Nobody without a key reads the content, and no changed bit of it goes unnoticed: nothing is handed out before all of it
 * was verified. (The list of recipients is not authenticated in CMS: who is in it may be changed, what they read not.) But <strong>encrypting to a public key authenticates nobody</strong>: whoever has the public key can
 * make a valid message, so an opened message says "unchanged since it was sealed", never "sealed by you". With an AES
 * key it says "sealed by someone who holds this key". An opener that is {@code trusting} a publisher answers both that and
 * this: AES-GCM does not commit to its key, so a malicious sender who addresses several recipients can make them read
 * different contents. Who runs the process with the key can read the content. {@code SECURITY.md} in the source tree has the
 * whole of it.
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
 *   <li>Passphrase: {@code PasswordRecipientInfo}, PWRI-KEK (RFC 3211) over AES-256-CBC, with a key by PBKDF2 (HMAC-SHA-256,
 *       600,000 rounds, salt of 16 bytes) of the passphrase in UTF-8. Or by Argon2id, under the name
 *       2.25.307678957592268067115170206735274785218 with the parameters salt, KiB, passes, lanes, since no standard names
 *       it.
 *   <li>ML-KEM-768: {@code KEMRecipientInfo} (RFC 9629, RFC 9936), HKDF-SHA-256, AES-256 key wrap.
 * </ul>
 *
 * <p>When there is a signer, the content is a CMS {@code SignedData} (<a
 * href="https://www.rfc-editor.org/rfc/rfc5652">RFC 5652</a>) in a {@code ContentInfo}, around what was to be sealed. It has
 * one signature, over the signed attributes content type, message digest and algorithm protection (RFC 6211): RSA-PSS with
 * SHA-256 and a salt of 32 bytes, ECDSA on P-256 with SHA-256 or on P-384 with SHA-384, Ed25519 or ML-DSA-65, both with
 * SHA-512. The content type of the envelope stays id-data, since RFC 5083 wants authenticated attributes beside any other,
 * which OpenSSL 3.0 does not read; that it is signed shows by the first bytes of the content.
 *
 * <p>{@code openssl cms -decrypt -inform DER -binary} reads what is written here, with {@code -inkey} and {@code -recip},
 * with {@code -secretkey} and {@code -secretkeyid}, or with {@code -pwri_password}; if it was signed, {@code openssl cms
 * -verify -inform DER -binary} reads what comes out (RSA-PSS and ECDSA).
 *
 * <p>Reading takes BER too, with contents in pieces, as other tools stream it; recipients, algorithms and signatures must be
 * in DER. MGF1 with SHA-1 is taken on reading only, since older Android key stores know no other. Recipients of other kinds
 * are passed over. Refused are: every other CMS type, AES-128, AES-192 and CBC, any other nonce or tag length, PKCS #1
 * v1.5, RSA below 2048 bits, PBKDF2 with other functions than HMAC-SHA-256 or below 100,000 rounds, ML-KEM-512, attributes
 * and originator certificates, signatures without signed attributes, and bytes after the end; and, as too much: 1,000
 * recipients, 8 of them passphrases, whose work together is that of 10,000,000 rounds of PBKDF2 or of 4 GiB of Argon2id, 16
 * signatures, 1 MiB before the ciphertext. All of this but the signatures is checked before a private key is used, and one
 * key is used at most once per message (a passphrase, which no message names, once for each recipient that is one). Parts around the
 * content are bounded in depth and number before they are parsed: 12 deep and 256 elements for a recipient, 24 and 2,000 for a
 * signature.
 */
@NullMarked
package io.mlcd.crypto;

import org.jspecify.annotations.NullMarked;
