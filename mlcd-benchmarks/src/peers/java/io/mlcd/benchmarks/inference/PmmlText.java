package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Trees as PMML: what they read is said of the raw features. A missing text or one never seen equals none, since
 * {@code missingValueStrategy="none"} takes what cannot be said for false; numbers are never missing here.
 */
final class PmmlText {
    /** The name of the answer. */
    static final String OUTPUT = "sum";

    private final List<Feature> features;
    private final List<Derived> derived;
    private final Trees trees;
    private final StringBuilder text = new StringBuilder();

    PmmlText(List<Feature> features, List<Derived> derived, Trees trees) {
        this.features = features;
        this.derived = derived;
        this.trees = trees;
    }

    byte[] bytes() {
        text.setLength(0);
        text.append("<PMML version=\"4.3\" xmlns=\"http://www.dmg.org/PMML-4_3\"><Header/><DataDictionary>");
        features.forEach(this::field);
        text.append("<DataField name=\"target\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>");
        text.append("<MiningModel functionName=\"regression\">");
        schema();
        text.append("<Output><OutputField name=\"")
                .append(OUTPUT)
                .append("\" optype=\"continuous\" dataType=\"double\" feature=\"predictedValue\"/></Output>");
        text.append("<Segmentation multipleModelMethod=\"sum\">");
        for (int t = 0; t < trees.trees().size(); t++) {
            text.append("<Segment id=\"").append(t + 1).append("\"><True/>");
            text.append("<TreeModel functionName=\"regression\" missingValueStrategy=\"none\""
                    + " splitCharacteristic=\"binarySplit\">");
            schema();
            node(trees.trees().get(t), 0, "<True/>", trees.weight(t));
            text.append("</TreeModel></Segment>");
        }
        text.append("</Segmentation></MiningModel></PMML>");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void field(Feature feature) {
        boolean number = feature.kind() == Kind.NUMBER;
        text.append("<DataField name=\"").append(feature.name());
        text.append(
                number
                        ? "\" optype=\"continuous\" dataType=\"double\">"
                        : "\" optype=\"categorical\" dataType=\"string\">");
        for (String known : feature.categories()) {
            text.append("<Value value=\"").append(escape(known)).append("\"/>");
        }
        text.append("</DataField>");
    }

    private void schema() {
        text.append("<MiningSchema>");
        for (Feature feature : features) {
            text.append("<MiningField name=\"")
                    .append(feature.name())
                    .append("\" invalidValueTreatment=\"asMissing\"/>");
        }
        text.append("<MiningField name=\"target\" usageType=\"target\"/></MiningSchema>");
    }

    private void node(Tree tree, int node, String predicate, double weight) {
        if (tree.isLeaf(node)) {
            text.append("<Node score=\"")
                    .append(weight * tree.value(tree.leaf(node), 0))
                    .append("\">")
                    .append(predicate)
                    .append("</Node>");
            return;
        }
        text.append("<Node>").append(predicate);
        Derived read = derived.get(tree.feature(node));
        String field = features.get(read.input()).name();
        if (read instanceof Derived.IsCategory category) {
            String known = features.get(read.input()).categories().get(category.code());
            node(tree, tree.right(node), predicate(field, "equal", known), weight);
            node(tree, node + 1, "<True/>", weight);
        } else {
            node(tree, node + 1, predicate(field, "lessOrEqual", Double.toString(tree.threshold(node))), weight);
            node(tree, tree.right(node), "<True/>", weight);
        }
        text.append("</Node>");
    }

    private static String predicate(String field, String operator, String value) {
        return "<SimplePredicate field=\"" + field + "\" operator=\"" + operator + "\" value=\"" + escape(value)
                + "\"/>";
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;");
    }
}
