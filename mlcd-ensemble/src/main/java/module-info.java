/** Training: sources, preparation, ensembles, evaluation, gates, and the delivery of a model. */
module io.mlcd.ensemble {
    requires transitive io.mlcd.core;
    requires transitive org.tribuo.core;
    requires org.tribuo.math;
    requires org.tribuo.common.tree;
    requires org.tribuo.common.sgd;
    requires transitive org.tribuo.classification.core;
    requires transitive org.tribuo.regression.core;
    requires org.tribuo.regression.rtree;
    requires org.tribuo.regression.slm;
    requires transitive com.oracle.labs.mlrg.olcut;
    requires com.oracle.labs.mlrg.olcut.config.protobuf;
    requires transitive com.google.protobuf;
    requires commons.math3;
    requires de.siegmar.fastcsv;
    requires me.tongfei.progressbar;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.mlcd.ensemble.calibrate;
    exports io.mlcd.ensemble.delivery;
    exports io.mlcd.ensemble.evaluate;
    exports io.mlcd.ensemble.learn;
    exports io.mlcd.ensemble.linear;
    exports io.mlcd.ensemble.progress;
    exports io.mlcd.ensemble.source;
    exports io.mlcd.ensemble.trees;
    exports io.mlcd.ensemble.tribuo;
}
