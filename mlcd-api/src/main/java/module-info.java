/** What a host names to serve models; no dependencies. */
module io.mlcd.api {
    requires static transitive org.jspecify;

    exports io.mlcd.api;
}
