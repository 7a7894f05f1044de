package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.form.Form;
import io.mlcd.core.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XGBoostModelTest {
    /** One split of feature 0 at 1.5 (missing goes left), leaves -1 and 2. */
    static final String STUMP = """
            {"id":0,"tree_param":{"num_nodes":"3","size_leaf_vector":"0"},
             "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
             "split_conditions":[1.5,-1,2],"default_left":[1,0,0]}""";
    /** Categories 1 and 3 of feature 1 go right, to 5, others to 4. */
    private static final String CATEGORIES = """
            {"id":1,"tree_param":{"num_nodes":"3","size_leaf_vector":"0"},
             "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[1,0,0],
             "split_conditions":[NaN,4,5],"default_left":[0,0,0],"split_type":[1,0,0],
             "categories":[1,3],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2]}""";

    static final String MODEL = """
            {"version":[2,1,4],"learner":{
             "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2","num_target":"1"},
             "feature_names":["size","colour"],"feature_types":["float","c"],"attributes":{"best_iteration":"0"},
             "objective":{"name":"reg:squarederror"},
             "gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"2","num_parallel_tree":"1"},
              "trees":[STUMP,CATEGORIES],"tree_info":[0,0]}}}}""".replace("STUMP", STUMP).replace("CATEGORIES", CATEGORIES);

    private static XGBoostModel read(String json) {
        return XGBoostModel.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static XGBoostModel with(String what, String instead) {
        assertThat(MODEL).contains(what);
        return read(MODEL.replace(what, instead));
    }

    private static double first(Form form, double... row) {
        return Agreement.scores(form, new double[][] {row})[0][0];
    }

    @Test
    void model_answersBySplitsOfNumbersAndCategories() {
        Form margins = read(MODEL).margins();

        assertThat(first(margins, 1.4, 0)).isEqualTo(0.5 - 1 + 4);
        assertThat(first(margins, 1.5, 1)).isEqualTo(0.5 + 2 + 5);
        assertThat(first(margins, Math.nextDown(1.5), 3)).isEqualTo(0.5 + 2 + 5);
        assertThat(first(margins, Double.NaN, Double.NaN)).isEqualTo(0.5 - 1 + 5);
        assertThat(first(margins, 2, -1)).isEqualTo(0.5 + 2 + 4);
        assertThat(first(margins, 2, 1000)).isEqualTo(0.5 + 2 + 4);
    }

    @Test
    void facts_areThoseOfTheFile() {
        XGBoostModel model = read(MODEL);

        assertThat(model.version()).isEqualTo("2.1.4");
        assertThat(model.objective()).isEqualTo("reg:squarederror");
        assertThat(model.booster()).isEqualTo("gbtree");
        assertThat(model.rounds()).isEqualTo(2);
        assertThat(model.bestIteration()).hasValue(0);
        assertThat(model.features())
                .containsExactly(Feature.number("size"), Feature.category("colour", List.of("0", "1", "2", "3")));
        assertThat(model).hasToString("XGBoost 2.1.4 gbtree, reg:squarederror, 2 features, 2 rounds");
        assertThat(model.model().signature().output()).isEqualTo(new Output.Numeric("prediction"));
    }

    @Test
    void features_withoutNames_areNumbered() {
        assertThat(with("\"feature_names\":[\"size\",\"colour\"],", "").features())
                .extracting(Feature::name)
                .containsExactly("f0", "f1");
    }

    @Test
    void categories_giveTextsToCodes() {
        Model model = read(MODEL)
                .categories("colour", List.of("red", "green", "blue", "white", "black"))
                .output("price")
                .model();

        assertThat(model.predict(Row.of("size", 1, "colour", "green")).value()).isEqualTo(0.5 - 1 + 5);
        assertThat(model.predict(Row.of("size", 1, "colour", "black")).value()).isEqualTo(0.5 - 1 + 4);
        assertThat(model.predict(Row.of("size", 1, "colour", "pink")).value()).isEqualTo(0.5 - 1 + 4);
        assertThat(model.signature().output().name()).isEqualTo("price");
    }

    @Test
    void categories_withoutTexts_areAskedByTheirCodes() {
        assertThat(read(MODEL).model().predict(Row.of("colour", 3)).value()).isEqualTo(0.5 - 1 + 5);
    }

    @Test
    void categories_thatNoTreeLooksAt_areAskedByTheirCodesToo() {
        XGBoostModel model = with("[\"float\",\"c\"]", "[\"c\",\"c\"]").categories("size", List.of("S", "M"));
        XGBoostModel unused =
                read(MODEL.replace("," + CATEGORIES, "").replace("\"tree_info\":[0,0]", "\"tree_info\":[0]"));

        assertThat(model.features().get(0).categories()).containsExactly("S", "M");
        assertThat(unused.model().predict(Row.of("size", 2, "colour", 7)).value())
                .isEqualTo(2.5);
    }

    @Test
    void categories_ofADataFrame_areThoseThatTheFileTells() {
        XGBoostModel model = with("\"trees\"", """
                "cats":{"enc":[{"type":0,"values":[]},{"offsets":[0,3,8,12,14],
                 "values":[114,101,100,103,114,101,101,110,98,108,117,101,-61,-92]}]},"trees\"""");

        assertThat(model.features().get(1).categories()).containsExactly("red", "green", "blue", "\u00e4");
    }

    @Test
    void categories_ofNumbers_areTheirTexts() {
        XGBoostModel model =
                with("\"trees\"", "\"cats\":{\"enc\":[{\"values\":[]},{\"type\":4,\"values\":[7,8,9,-3]}]},\"trees\"");

        assertThat(model.features().get(1).categories()).containsExactly("7", "8", "9", "-3");
    }

    @Test
    void categories_ofLargeNumbers_haveAllTheirDigits_orAreRefused() {
        String cats =
                "\"cats\":{\"enc\":[{\"values\":[]},{\"type\":4,\"values\":[7,8,%s,-1234567890123456]}]},\"trees\"";
        XGBoostModel model = with("\"trees\"", String.format(cats, "9007199254740991"));

        assertThat(model.features().get(1).categories())
                .containsExactly("7", "8", "9007199254740991", "-1234567890123456");
        for (String tooLarge : List.of("9007199254740993", "123456789012345678", "12345678901234567890", "1.5")) {
            assertRefused(
                    MODEL.replace("\"trees\"", String.format(cats, tooLarge)),
                    Reason.NOT_SUPPORTED,
                    "enc[1]",
                    "category 2",
                    "2 to the 53rd",
                    "texts");
        }
    }

    @Test
    void numbersOfAFeature_canBeCategoriesNumberedByHand() {
        XGBoostModel model = read(MODEL).categories("size", List.of("small", "medium", "large"));

        assertThat(model.model().predict(Row.of("size", "large", "colour", 0)).value())
                .isEqualTo(0.5 + 2 + 4);
        assertThat(model.model().predict(Row.of("size", "medium", "colour", 0)).value())
                .isEqualTo(0.5 - 1 + 4);
    }

    @Test
    void names_areGivenInOrder_andKeepTheKinds() {
        assertThat(read(MODEL).names(List.of("a", "b")).features())
                .containsExactly(Feature.number("a"), Feature.category("b", List.of("0", "1", "2", "3")));
        List<Feature> timed = List.of(Feature.time("when"), Feature.category("b", List.of("0", "1", "2", "3")));
        assertThat(read(MODEL).features(timed).names(List.of("at", "b")).features())
                .startsWith(Feature.time("at"));
    }

    @Test
    void withers_refuseWhatDoesNotFit_sayingAllOfIt() {
        XGBoostModel model = read(MODEL);

        assertThatThrownBy(() -> model.features(List.of(Feature.number("a"), Feature.number("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"a\" occurs twice", "is a number, but the trees split it as a category");
        assertThatThrownBy(() -> model.categories("colour", List.of("red", "green", "blue")))
                .hasMessageContainingAll("\"colour\" has 3 categories", "a tree splits code 3");
        assertThatThrownBy(() -> model.categories("weight", List.of("red")))
                .hasMessageContainingAll("no feature \"weight\"", "size, colour");
        assertThatThrownBy(() -> model.names(List.of("a"))).hasMessageContainingAll("1 names", "2 features");
        assertThatThrownBy(() -> model.labels("no", "yes"))
                .hasMessageContainingAll("reg:squarederror", "has no labels");
        assertThatThrownBy(() -> model.rounds(3)).hasMessageContaining("rounds was 3 but must be from 1 to 2");
        XGBoostModel binary = with("reg:squarederror", "binary:logistic");
        assertThatThrownBy(() -> binary.labels("no", "no")).hasMessageContaining("must be 2, each once");
        assertThatThrownBy(() -> binary.labels("no", "maybe", "yes")).hasMessageContaining("must be 2, each once");
    }

    @Test
    void labels_nameTheClasses() {
        Model model = with("reg:squarederror", "binary:logistic")
                .labels("stays", "leaves")
                .model();
        Prediction prediction = model.predict(Row.of("size", 1, "colour", 0));

        assertThat(prediction.label()).isEqualTo("leaves");
        assertThat(prediction.probability("leaves")).isCloseTo(1 / (1 + Math.exp(-3)), within(1e-15));
    }

    @Test
    void rounds_leaveTheLaterTreesOut() {
        assertThat(first(read(MODEL).rounds(1).margins(), 1, 1)).isEqualTo(0.5 - 1);
        assertThat(first(
                        with("\"num_parallel_tree\":\"1\"", "\"num_parallel_tree\":\"2\"")
                                .rounds(1)
                                .margins(),
                        1,
                        1))
                .isEqualTo(0.5 - 1 + 5);
        assertThat(with("\"tree_info\"", "\"iteration_indptr\":[0,2],\"tree_info\"")
                        .rounds())
                .isEqualTo(1);
    }

    @Test
    void dart_weighsItsTrees_besideTheModelOrInIt() {
        String weights = "\"weight_drop\":[0.5,0.25],";
        double expected = 0.5 - 0.5 + 0.25 * 5;

        assertThat(first(
                        with("\"name\":\"gbtree\",", "\"name\":\"gbtree\"," + weights)
                                .margins(),
                        1,
                        1))
                .isEqualTo(expected);
        assertThat(first(with("\"tree_info\"", weights + "\"tree_info\"").margins(), 1, 1))
                .isEqualTo(expected);
        String nested = MODEL.replace(
                        "\"name\":\"gbtree\",", "\"name\":\"dart\"," + weights + "\"gbtree\":{\"name\":\"gbtree\",")
                + "}";
        assertThat(first(read(nested).margins(), 1, 1)).isEqualTo(expected);
    }

    @Test
    void defaultLeft_mayBeWrittenAsBooleans() {
        assertThat(first(
                        with("\"default_left\":[1,0,0]", "\"default_left\":[true,false,false]")
                                .margins(),
                        Double.NaN,
                        0))
                .isEqualTo(0.5 - 1 + 4);
    }

    @ParameterizedTest
    @CsvSource({
        // What the base score of 1/4 becomes.
        "reg:squarederror,2.1.4,0.25",
        "binary:logistic,2.1.4,-1.0986123085021973",
        "reg:logistic,1.7.4,-1.0986123085021973",
        "binary:logitraw,1.7.4,0.25",
        "binary:logitraw,1.4.0,0.25",
        "binary:logitraw,1.3.3,-1.0986123085021973",
        "binary:hinge,2.1.4,0.25",
        "count:poisson,2.1.4,-1.3862943649291992",
        "reg:gamma,2.1.4,-1.3862943649291992",
        "reg:tweedie,1.7.4,-1.3862943649291992",
        "survival:cox,2.1.4,-1.3862943649291992",
        "survival:aft,2.1.4,-1.3862943649291992",
        "rank:ndcg,2.1.4,0.25"
    })
    void baseScore_becomesAMarginByTheObjectiveAndVersion(String objective, String version, double margin) {
        String model = MODEL.replace("reg:squarederror", objective)
                .replace("[2,1,4]", "[" + version.replace('.', ',') + "]")
                .replace("5E-1", "2.5E-1");

        assertThat(first(read(model).margins(), 1, 0)).isCloseTo(margin - 1 + 4, within(1e-7));
    }

    @Test
    void baseScoreOf1_isKeptBelowIt_since3_2() {
        String certain = MODEL.replace("reg:squarederror", "binary:logistic").replace("5E-1", "[1E0]");

        assertThat(first(read(certain.replace("[2,1,4]", "[3,2,0]")).margins(), 1, 0) - 3)
                .isCloseTo(13.8, within(0.1));
        assertRefused(certain, Reason.CORRUPT, "learner.learner_model_param.base_score", "1.0", "binary:logistic");
    }

    @ParameterizedTest
    @CsvSource({"\"5E-1\",0.5", "0.5,0.5", "\"[5E-1]\",0.5", "\" [ -.25 ] \",-0.25", "3,3", "\"7\",7"})
    void baseScore_isReadAsItIsWritten(String text, double base) {
        assertThat(first(
                        with("\"base_score\":\"5E-1\"", "\"base_score\":" + text)
                                .margins(),
                        1,
                        0))
                .isEqualTo(base - 1 + 4);
    }

    @Test
    void severalClasses_haveABaseScoreEach() {
        String model = MODEL.replace("\"num_class\":\"0\"", "\"num_class\":\"3\"")
                .replace("reg:squarederror", "multi:softprob")
                .replace("\"tree_info\":[0,0]", "\"tree_info\":[2,1]");
        double[][] rows = {{1, 0}};

        assertThat(Agreement.scores(read(model).margins(), rows)[0]).containsExactly(0.5, 4.5, -0.5);
        assertThat(Agreement.scores(read(model.replace("5E-1", "[1E0,2E0,3E0]")).margins(), rows)[0])
                .containsExactly(1, 6, 2);
        assertThat(read(model).model().signature().output())
                .isEqualTo(new Output.Classes("prediction", List.of("0", "1", "2")));
        assertRefused(model.replace("5E-1", "[1E0,2E0]"), Reason.CORRUPT, "2 base scores, but 3 outputs");
    }

    @Test
    void severalOutputsOfAnObjectiveForOne_haveMarginsOnly() {
        XGBoostModel model = read(MODEL.replace("\"num_target\":\"1\"", "\"num_target\":\"2\"")
                .replace("\"tree_info\":[0,0]", "\"tree_info\":[0,1]"));

        assertThat(Agreement.scores(model.margins(), new double[][] {{1, 0}})[0])
                .containsExactly(-0.5, 4.5);
        assertThatThrownBy(model::model)
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED))
                .hasMessageContainingAll("2 outputs", "margins()");
    }

    @Test
    void noTrees_answerTheBase() {
        XGBoostModel model =
                read(MODEL.replace(STUMP + "," + CATEGORIES, "").replace("\"tree_info\":[0,0]", "\"tree_info\":[]"));

        assertThat(first(model.margins(), 1, 0)).isEqualTo(0.5);
        assertThat(model.rounds()).isZero();
    }

    @Test
    void gblinear_countsMissingAsZero_andHasNoRounds() {
        String model = MODEL.substring(0, MODEL.indexOf("{\"name\":\"gbtree\""))
                + "{\"name\":\"gblinear\",\"model\":{\"weights\":[2,3,10]}}}}";

        assertThat(first(read(model).margins(), 1, 5)).isEqualTo(0.5 + 2 + 15 + 10);
        assertThat(first(read(model).margins(), Double.NaN, 5)).isEqualTo(0.5 + 15 + 10);
        assertThatThrownBy(() -> read(model).rounds(1)).hasMessageContaining("gblinear");
        assertRefused(model.replace("[2,3,10]", "[2,3]"), Reason.CORRUPT, "there are 2 weights", "make 3");
        assertRefused(model.replace("[2,3,10]", "[2,NaN,10]"), Reason.CORRUPT, "weight 1 is NaN");
    }

    @Test
    void trees_thatAreNone_areRefusedByTheirNode() {
        String tree = "learner.gradient_booster.model.trees[0], node 0";
        assertRefused(
                "\"left_children\":[1,-1,-1],\"right_children\":[2,-1,-1]",
                "\"left_children\":[0,-1,-1],\"right_children\":[1,-1,-1]",
                tree,
                "children are 0 and 1");
        assertRefused("\"left_children\":[1,", "\"left_children\":[3,", tree, "nodes 0 to 2");
        assertRefused("\"right_children\":[2,", "\"right_children\":[1,", tree, "right child is 1 but must be 2");
        assertRefused(
                "\"left_children\":[1,-1,-1],\"right_children\":[2,-1,-1]",
                "\"left_children\":[1,1,-1],\"right_children\":[2,2,-1]",
                "node 1",
                "its child 2 has another parent");
        assertRefused("[1.5,-1,2]", "[1.5,-1,1e999]", "node 2", "the leaf holds Infinity");
        assertRefused("[1.5,-1,2]", "[NaN,-1,2]", tree, "split condition is NaN");
        assertRefused("[1.5,-1,2]", "[1.5,-1,\"2\"]", "a text");
        assertRefused("[1.5,-1,2]", "[1.5,-1]", "split_conditions", "2 items, but the tree has 3 nodes");
        assertRefused("\"left_children\":[1,", "\"left_children\":[1.5,", "item 0 is 1.5 but must be an integer");
        assertRefused("\"split_indices\":[0,", "\"split_indices\":[2,", tree, "splits feature 2, but there are only 2");
        assertRefused("\"num_nodes\":\"3\"", "\"num_nodes\":\"4\"", "what num_nodes says");
        assertRefused("\"id\":1", "\"id\":0", "trees[1]", "not its position, 1");
        assertRefused(
                "\"tree_info\":[0,0]",
                "\"tree_info\":[0,1]",
                "tree_info",
                "item 1 is 1.0 but must be an integer from 0 to 0");
        assertRefused("\"tree_info\":[0,0]", "\"tree_info\":[0]", "outputs of 1 trees, but there are 2");
    }

    @Test
    void categories_thatDoNotFit_areRefused() {
        assertRefused("\"categories_sizes\":[2]", "\"categories_sizes\":[3]", "lie outside their list");
        assertRefused(
                "\"categories_nodes\":[0]", "\"categories_nodes\":[1]", "node 0 splits categories but lists none");
        assertRefused("\"categories_nodes\":[0]", "\"categories_nodes\":[7]", "categories_nodes");
        assertRefused("\"split_type\":[1,0,0]", "\"split_type\":[0,0,0]", "lists categories but splits a number");
        assertRefused(
                "\"split_indices\":[1,0,0]",
                "\"split_indices\":[0,0,0]",
                "as a number here and as a category elsewhere");
        assertRefused(
                MODEL.replace("\"categories\":[1,3]", "\"categories\":[1,1048576]"),
                Reason.LIMIT_EXCEEDED,
                "category 1048576",
                "below 1048576");
        assertRefused(
                "\"trees\"",
                "\"cats\":{\"enc\":[{\"values\":[]},{\"type\":4,\"values\":[7]}]},\"trees\"",
                "colour has 1 categories");
    }

    /** A model of trees that send category 1 and another right. */
    static String splitting(int category, int count) {
        StringBuilder trees = new StringBuilder(STUMP);
        List<String> outputs = new ArrayList<>(List.of("0"));
        for (int t = 1; t < count; t++) {
            trees.append(',')
                    .append(CATEGORIES.replace("\"id\":1", "\"id\":" + t).replace("[1,3]", "[1," + category + "]"));
            outputs.add("0");
        }
        return MODEL.replace(STUMP + "," + CATEGORIES, trees)
                .replace("\"tree_info\":[0,0]", "\"tree_info\":" + outputs);
    }

    @Test
    void largeCategories_inASmallFile_areRefusedBeforeTheyFillTheMemory() {
        assertRefused(splitting(1_048_575, 50), Reason.LIMIT_EXCEEDED, "category 1048575", "far larger than the file");
    }

    @Test
    void farCategories_ofManyTrees_takeNoMemoryForThoseBetween() {
        XGBoostModel read = read(splitting(200_000, 2_000));
        assertThat(read.features().get(1).categories()).hasSize(200_001);
        assertThat(first(read.margins(), 1, 200_000)).isEqualTo(first(read.margins(), 1, 1));
        assertThat(first(read.margins(), 1, 200_000)).isNotEqualTo(first(read.margins(), 1, 199_999));
    }

    @Test
    void parameters_thatAskForTooMuch_orForWhatIsNotHere_areRefused() {
        assertRefused(
                MODEL.replace("\"num_feature\":\"2\"", "\"num_feature\":\"2000000000\""),
                Reason.LIMIT_EXCEEDED,
                "num_feature");
        assertRefused(
                MODEL.replace("\"num_class\":\"0\"", "\"num_class\":\"2000000000\""),
                Reason.LIMIT_EXCEEDED,
                "num_class");
        assertRefused(
                MODEL.replace("\"num_feature\":\"2\"", "\"num_feature\":\"two\""),
                Reason.CORRUPT,
                "num_feature",
                "it is two");
        assertRefused(
                MODEL.replace("\"num_feature\":\"2\"", "\"num_feature\":\"3\""),
                Reason.CORRUPT,
                "feature_names",
                "there are 2, but the model has 3");
        assertRefused(
                MODEL.replace("\"size\",\"colour\"", "\"size\",\"size\""), Reason.CORRUPT, "feature_names", "twice");
        assertRefused(
                MODEL.replace("reg:squarederror", "reg:custom"),
                Reason.NOT_SUPPORTED,
                "\"reg:custom\" is unknown",
                "binary:logistic");
        assertRefused(
                MODEL.replace("\"size_leaf_vector\":\"0\"", "\"size_leaf_vector\":\"3\""),
                Reason.NOT_SUPPORTED,
                "3 values each",
                "one_output_per_tree");
        assertRefused(
                MODEL.replace("\"name\":\"gbtree\"", "\"name\":\"gbforest\""),
                Reason.CORRUPT,
                "none of gbtree, dart and gblinear");
        assertRefused(
                MODEL.replace("\"tree_info\"", "\"weight_drop\":[1,2,3],\"tree_info\""),
                Reason.CORRUPT,
                "3 weights, but 2 trees");
        assertRefused(
                MODEL.replace("\"tree_info\"", "\"iteration_indptr\":[0,3],\"tree_info\""),
                Reason.CORRUPT,
                "iteration_indptr");
        assertRefused(
                MODEL.replace("\"tree_info\"", "\"iteration_indptr\":[0,1],\"tree_info\""),
                Reason.CORRUPT,
                "must rise");
        for (String score : List.of(
                "NaN", "Infinity", "", "1,2", "[]", "0x1p3", "1f", "..", "-", "-.", ".e5", "1e", "1 2", "1e9999")) {
            assertRefused(MODEL.replace("\"5E-1\"", "\"" + score + "\""), Reason.CORRUPT, "base_score");
        }
    }

    private static void assertRefused(String what, String instead, String... texts) {
        assertThat(MODEL).contains(what);
        assertRefused(
                MODEL.replaceFirst(Pattern.quote(what), Matcher.quoteReplacement(instead)), Reason.CORRUPT, texts);
    }

    private static void assertRefused(String model, Reason reason, String... texts) {
        assertThatThrownBy(() -> read(model))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(texts);
    }

    @Test
    void file_thatIsNotThere_isNamed(@TempDir Path folder) throws IOException {
        Path none = folder.resolve("none.json");
        Path empty = Files.createFile(folder.resolve("empty.json"));

        assertThatThrownBy(() -> XGBoostModel.read(none))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                .hasMessageContaining(none.toString());
        assertThatThrownBy(() -> XGBoostModel.read(empty)).hasMessageContainingAll(empty.toString(), "no byte");
    }
}
