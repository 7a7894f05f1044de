package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Figures;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.inference.Contender.Kind;
import java.util.List;
import java.util.Locale;

/**
 * Panels of horizontal bars on one logarithmic scale, as SVG.
 *
 * @param title above all
 * @param subtitle below the title
 * @param panels in two columns
 */
record Plot(String title, String subtitle, List<Panel> panels) {
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 560;
    private static final int LABELS = 205;
    private static final int BARS = PANEL_WIDTH - LABELS - 80;
    private static final int BAR = 20;
    private static final int HEAD = 30;
    private static final int FOOT = 34;
    private static final int TOP = 64;

    /**
     * Bars below a title.
     *
     * @param title names the panel
     * @param bars from top to bottom
     */
    record Panel(String title, List<Bar> bars) {
        Panel {
            bars = List.copyOf(bars);
        }
    }

    /**
     * One bar.
     *
     * @param label at its left
     * @param value above 0
     * @param kind gives the colour
     */
    record Bar(String label, Spread value, Kind kind) {}

    Plot {
        panels = List.copyOf(panels);
    }

    String svg() {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int width = COLUMNS * PANEL_WIDTH;
        int height = TOP + rows * panelHeight() + FOOT;
        StringBuilder out = new StringBuilder();
        add(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                width,
                height);
        add(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
        text(out, 16, 26, "start", "font-size=\"16\" font-weight=\"bold\"", title);
        text(out, 16, 46, "start", "fill=\"#555555\"", subtitle);
        for (int i = 0; i < panels.size(); i++) {
            add(
                    out,
                    "<g transform=\"translate(%d %d)\">",
                    i % COLUMNS * PANEL_WIDTH,
                    TOP + i / COLUMNS * panelHeight());
            panel(out, panels.get(i));
            add(out, "</g>");
        }
        legend(out, height - 14);
        return out.append("</svg>\n").toString();
    }

    private int panelHeight() {
        int bars = panels.stream().mapToInt(panel -> panel.bars().size()).max().orElse(0);
        return HEAD + bars * BAR + FOOT;
    }

    private void panel(StringBuilder out, Panel panel) {
        int bottom = HEAD + panel.bars().size() * BAR;
        text(out, LABELS, 18, "start", "font-weight=\"bold\"", panel.title());
        for (int power = lowest(); power <= highest(); power++) {
            double x = LABELS + position(StrictMath.pow(10, power));
            add(out, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>", x, HEAD - 4, x, bottom);
            text(out, x, bottom + 14, "middle", "fill=\"#555555\" font-size=\"10\"", tick(power));
        }
        for (int i = 0; i < panel.bars().size(); i++) {
            bar(out, panel.bars().get(i), HEAD + i * BAR);
        }
    }

    private void bar(StringBuilder out, Bar bar, int y) {
        double end = position(bar.value().median());
        double least = LABELS + position(bar.value().min());
        double most = LABELS + position(bar.value().max());
        double middle = y + BAR / 2.0 - 2;
        text(out, LABELS - 8, y + 13, "end", "", bar.label());
        add(
                out,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABELS,
                y,
                end,
                BAR - 4,
                colour(bar.kind()));
        add(
                out,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#222222\"/>",
                least,
                middle,
                most,
                middle);
        text(
                out,
                Math.max(most, LABELS + end) + 6,
                y + 13,
                "start",
                "",
                Figures.of(bar.value().median()));
    }

    private static void legend(StringBuilder out, int y) {
        int x = LABELS;
        for (Kind kind : List.of(Kind.OURS, Kind.NATIVE, Kind.JAVA)) {
            add(out, "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>", x, y - 11, colour(kind));
            text(out, x + 18, y, "start", "", name(kind));
            x += 130;
        }
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case OURS, VARIANT -> "mlcd";
            case NATIVE -> "native code";
            case JAVA -> "Java";
        };
    }

    private static String colour(Kind kind) {
        return switch (kind) {
            case OURS, VARIANT -> "#1b7f5c";
            case NATIVE -> "#8a97a8";
            case JAVA -> "#d9a441";
        };
    }

    private int lowest() {
        return (int) Math.floor(StrictMath.log10(bound(false) / 2)); // so that the shortest bar can be seen
    }

    private int highest() {
        return Math.max(lowest() + 1, (int) Math.ceil(StrictMath.log10(bound(true))));
    }

    private double bound(boolean upper) {
        double bound = upper ? 1 : Double.MAX_VALUE;
        for (Panel panel : panels) {
            for (Bar bar : panel.bars()) {
                bound = upper
                        ? Math.max(bound, bar.value().max())
                        : Math.min(bound, bar.value().min());
            }
        }
        return bound == Double.MAX_VALUE ? 1 : bound;
    }

    private double position(double value) {
        return BARS * (StrictMath.log10(value) - lowest()) / (highest() - lowest());
    }

    private static String tick(int power) {
        return String.format(Locale.ROOT, "%,.0f", StrictMath.pow(10, power));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String style, String text) {
        add(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>", x, y, anchor, style, escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
