package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.ClassPath;
import io.mlcd.benchmarks.common.Peers;
import io.mlcd.core.artifact.Load;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is measured: a library, a face of it, or this project with other rows. */
enum Contender {
    MLCD("mlcd", "mlcd, double[]", Kind.OURS, true, ""),
    MLCD_FLOAT("mlcd-float", "mlcd, float[]", Kind.OURS, true, ""),
    ONNX("onnxruntime", "ONNX Runtime %s", Kind.NATIVE, true, "onnxruntime"),
    LIGHTGBM("lightgbm", "LightGBM (lightgbm4j %s)", Kind.NATIVE, true, "lightgbm4j"),
    XGBOOST_IN_PLACE("xgboost-inplace", "XGBoost4J %s, in place", Kind.NATIVE, true, "xgboost4j_2.12"),
    XGBOOST_MATRIX("xgboost-dmatrix", "XGBoost4J %s, DMatrix", Kind.NATIVE, true, "xgboost4j_2.12"),
    XGBOOST_OLD("xgboost-old", "XGBoost4J %s, DMatrix", Kind.NATIVE, true, "xgboost4j_2.12"),
    H2O("h2o", "H2O xgboost-predictor %s", Kind.JAVA, true, "xgboost-predictor"),
    SMILE("smile", "Smile %s", Kind.JAVA, false, "smile-core"),
    TRIBUO("tribuo", "Tribuo %s", Kind.JAVA, false, "tribuo-core"),
    MLCD_PROBABILITIES("mlcd-probabilities", "mlcd, double[], to probabilities", Kind.VARIANT, false, ""),
    MLCD_MISSING("mlcd-missing", "mlcd, double[], 5 % of the values missing", Kind.VARIANT, false, ""),
    MLCD_CATEGORIES("mlcd-categories", "mlcd, double[], a quarter of the columns categories", Kind.VARIANT, false, ""),
    MLCD_COMPACT("mlcd-compact", "mlcd, loaded compactly", Kind.OURS, true, ""),
    MLCD_COMPRESSED("mlcd-compressed", "mlcd, compressed", Kind.OURS, true, ""),
    MLCD_COMPRESSED_COMPACT("mlcd-compressed-compact", "mlcd, compressed, loaded compactly", Kind.OURS, true, ""),
    ROW("mlcd-row", "mlcd, predict(Row)", Kind.OURS, false, ""),
    ROW_LIVE("mlcd-live", "mlcd, predict(Row) of a live handle", Kind.OURS, false, ""),
    ROW_MADE("mlcd-row-of", "mlcd, Row.of and predict(Row)", Kind.OURS, false, ""),
    ROW_MAP("mlcd-map", "mlcd, predict(Map)", Kind.OURS, false, ""),
    ROW_TEXTS("mlcd-texts", "mlcd, a map of texts to predict(Map)", Kind.OURS, false, ""),
    ROW_BARE("mlcd-bare", "mlcd, score(double[])", Kind.OURS, false, ""),
    PMML("pmml4s", "PMML4S %s, predict(Map)", Kind.JAVA, false, "pmml4s_2.13"),
    TRIBUO_ROWS("tribuo-rows", "Tribuo %s, RowProcessor and predict", Kind.JAVA, false, "tribuo-core"),
    TRIBUO_EXAMPLES("tribuo-examples", "Tribuo %s, predict(Example)", Kind.JAVA, false, "tribuo-core");

    /** What a contender is to this project. */
    enum Kind {
        /** This project, as the peers are measured. */
        OURS,
        /** This project at other work than the peers do. */
        VARIANT,
        /** A peer in native code. */
        NATIVE,
        /** A peer in Java. */
        JAVA
    }

    private static final double MISSING = 0.05;
    private static final long MISSING_SEED = 7;

    private final String id;
    private final String title;
    private final Kind kind;
    private final boolean takesMissing;
    private final String jar;

    Contender(String id, String title, Kind kind, boolean takesMissing, String jar) {
        this.id = id;
        this.title = title;
        this.kind = kind;
        this.takesMissing = takesMissing;
        this.jar = jar;
    }

    static Contender of(String id) {
        for (Contender contender : values()) {
            if (contender.id.equals(id)) {
                return contender;
            }
        }
        throw new IllegalArgumentException("there is no contender \"" + id + "\"");
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    /** Whether missing values are sent where the trees say, so that its answers to them are checked, too. */
    boolean takesMissing() {
        return takesMissing;
    }

    /** Whether others are held to its answers. */
    boolean isBase() {
        return Stream.of(Bench.values()).anyMatch(bench -> bench.bases().contains(this));
    }

    /** Whether it holds a model that was made smaller and gives other answers. */
    boolean isCompressed() {
        return this == MLCD_COMPRESSED || this == MLCD_COMPRESSED_COMPACT;
    }

    /** The name of the margins that it must give for its rows. */
    String reference(Workload workload) {
        if (this == MLCD_MISSING) {
            return missing(workload.id());
        }
        return workload.id() + (isCompressed() ? "-compressed" : "");
    }

    /** The name of the margins for the rows of {@link #withMissing}. */
    static String missing(String reference) {
        return reference + "-missing";
    }

    boolean givesProbabilities() {
        return this == MLCD_PROBABILITIES;
    }

    /** The name with the version that is on a class path. */
    String title(ClassPath path) {
        return jar.isEmpty() ? title : String.format(Locale.ROOT, title, path.version(jar));
    }

    /** The workloads that it cannot or need not run, with the reason. */
    Optional<String> excuse(Workload workload) {
        if (this == LIGHTGBM && workload == Workload.GBT10) {
            return Optional.of("lightgbm4j 4.3.0-1 corrupts the heap of the JVM beyond 2 classes");
        }
        if (this == MLCD_PROBABILITIES && workload == Workload.RF) {
            return Optional.of("the forest's sum has no link function");
        }
        return Optional.empty();
    }

    /** How many scores a row gets from it. */
    int outputs(Workload workload) {
        return givesProbabilities() ? Math.max(2, workload.outputs()) : workload.outputs();
    }

    /** The rows that it is measured with. */
    Rows rows(Workload workload) {
        return switch (this) {
            case MLCD_MISSING -> withMissing(workload.rows());
            case MLCD_CATEGORIES -> Categories.rows(workload.rows());
            default -> workload.rows();
        };
    }

    static Rows withMissing(Rows rows) {
        return rows.withMissing(MISSING, MISSING_SEED);
    }

    Library library() {
        return switch (this) {
            case MLCD, MLCD_MISSING -> new MlcdLibrary(Ours::margins, true);
            case MLCD_FLOAT -> new MlcdLibrary(Ours::margins, false);
            case MLCD_PROBABILITIES -> new MlcdLibrary(Ours::probabilities, true);
            case MLCD_CATEGORIES -> new MlcdLibrary(Ours::categories, true);
            case MLCD_COMPACT -> new MlcdLibrary(Ours::margins, true, Load.COMPACT);
            case MLCD_COMPRESSED -> new MlcdLibrary(Ours::compressed, true);
            case MLCD_COMPRESSED_COMPACT -> new MlcdLibrary(Ours::compressed, true, Load.COMPACT);
            case ONNX -> peer("OnnxLibrary");
            case LIGHTGBM -> peer("LightGbmLibrary");
            case XGBOOST_IN_PLACE -> peer("XgboostInPlaceLibrary");
            case XGBOOST_MATRIX, XGBOOST_OLD -> peer("XgboostMatrixLibrary");
            case H2O -> peer("H2oLibrary");
            case SMILE -> peer("SmileLibrary");
            case TRIBUO -> peer("TribuoLibrary");
            case ROW -> new RowLibrary(RowLibrary.Face.ROW);
            case ROW_LIVE -> new RowLibrary(RowLibrary.Face.LIVE);
            case ROW_MADE -> new RowLibrary(RowLibrary.Face.MADE);
            case ROW_MAP -> new RowLibrary(RowLibrary.Face.MAP);
            case ROW_TEXTS -> new RowLibrary(RowLibrary.Face.TEXTS);
            case ROW_BARE -> new RowLibrary(RowLibrary.Face.BARE);
            case PMML -> peer("PmmlLibrary");
            case TRIBUO_ROWS -> peer("TribuoRowsLibrary");
            case TRIBUO_EXAMPLES -> peer("TribuoExamplesLibrary");
        };
    }

    /** Peers are compiled by the profile {@code bench} only. */
    private static Library peer(String name) {
        return Peers.make(Library.class, name);
    }
}
