/** Sealing and opening of models: CMS AuthEnvelopedData with RSA and AES recipients. */
module io.mlcd.crypto {
    requires transitive io.mlcd.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static transitive org.jspecify;

    exports io.mlcd.crypto;
}
