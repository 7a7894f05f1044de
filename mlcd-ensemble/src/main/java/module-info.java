/** Training of tree ensembles and linear models. */
module io.mlcd.ensemble {
    requires transitive io.mlcd.api;
    requires io.mlcd.core;
    requires transitive org.tribuo.core;
    requires org.tribuo.math;
    requires org.tribuo.common.tree;
    requires transitive org.tribuo.classification.core;
    requires org.tribuo.classification.dtree;
    requires org.tribuo.classification.sgd;
    requires org.tribuo.regression.core;
    requires org.tribuo.regression.rtree;
    requires org.tribuo.regression.sgd;
    requires org.tribuo.regression.slm;
    requires org.tribuo.util.onnx;
    requires com.oracle.labs.mlrg.olcut;
    requires com.google.protobuf;
    requires commons.math3;
    requires de.siegmar.fastcsv;
    requires me.tongfei.progressbar;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.mlcd.ensemble;
}
