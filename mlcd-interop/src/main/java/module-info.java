/** Models of other programs, read as models of mlcd. */
module io.mlcd.interop {
    requires transitive io.mlcd.core;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports io.mlcd.interop.xgboost;
}
