package io.mlcd.crypto;

/** How a content key is wrapped for one who may open a message; what a {@link KeyUnwrapper} is asked to undo. */
public enum KeyWrap {
    /** RSAES-OAEP with SHA-256, MGF1 with SHA-256 and no label. */
    RSA_OAEP_SHA256,
    /** RSAES-OAEP with SHA-256, MGF1 with SHA-1 and no label: read only, as older Android key stores want it. */
    RSA_OAEP_SHA256_MGF1_SHA1,
    /** AES-256 key wrap (RFC 3394). */
    AES256_WRAP
}
