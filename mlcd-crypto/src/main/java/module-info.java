/** Sealing, signing and opening of models: CMS with AES-256-GCM. */
module io.mlcd.crypto {
    requires transitive io.mlcd.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.mlcd.crypto;
}
