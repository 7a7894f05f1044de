/** Models as data, the inference core, artifacts, and the registry; enough to serve. */
module io.mlcd.core {
    requires transitive io.mlcd.api;
    requires com.fasterxml.jackson.core;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.inference;
    requires org.slf4j;
    requires static com.github.benmanes.caffeine;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.mlcd.core.artifact;
    exports io.mlcd.core.certificate;
    exports io.mlcd.core.compression;
    exports io.mlcd.core.data;
    exports io.mlcd.core.form;
    exports io.mlcd.core.judge;
    exports io.mlcd.core.metric;
    exports io.mlcd.core.micrometer;
    exports io.mlcd.core.model;
    exports io.mlcd.core.registry;
    exports io.mlcd.core.rollout;
}
