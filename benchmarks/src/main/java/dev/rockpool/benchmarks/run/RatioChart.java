package dev.rockpool.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws how many times better Rockpool is than each other pool, as SVG: a bar to the right where it is better, to the
 * left where it is worse, on a logarithmic scale, so that twice and half are equally long.
 */
final class RatioChart {

    /** Colours for a page. */
    enum Theme {
        LIGHT("#1f2328", "#59636e", "#d1d9e0", "#0969da", "#bc4c00"),
        DARK("#f0f6fc", "#9198a1", "#3d444d", "#4493f8", "#db6d28");

        private final String text;
        private final String faint;
        private final String line;
        private final String better;
        private final String worse;

        Theme(String text, String faint, String line, String better, String worse) {
            this.text = text;
            this.faint = faint;
            this.line = line;
            this.better = better;
            this.worse = worse;
        }
    }

    /**
     * One bar.
     *
     * @param pool the other pool
     * @param ratio how many times better Rockpool is, above 0
     */
    record Bar(String pool, double ratio) {}

    private record Section(String title, List<Bar> bars) {}

    private static final int WIDTH = 840;
    private static final int LABELS = 190;
    private static final int NUMBERS = 60;
    private static final int ROW = 20;
    private static final int HEAD = 34;
    private static final int MARGIN = 12;
    private static final int BAR_HEIGHT = 12;

    private final List<Section> sections = new ArrayList<>();

    /** Adds a group of bars. Nothing is drawn for a group without any. */
    void add(String title, List<Bar> bars) {
        List<Bar> drawable = bars.stream()
                .filter(bar -> Double.isFinite(bar.ratio) && bar.ratio > 0)
                .toList();
        if (!drawable.isEmpty()) {
            sections.add(new Section(title, drawable));
        }
    }

    String draw(Theme theme) {
        int rows = sections.stream().mapToInt(section -> section.bars.size()).sum();
        int height = 2 * MARGIN + HEAD * sections.size() + ROW * rows;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<title>Rockpool's throughput as a multiple of other pools'</title>\n");
        int y = MARGIN;
        for (Section section : sections) {
            y = draw(section, y, theme, svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private int draw(Section section, int top, Theme theme, StringBuilder svg) {
        String title = section.title + ": Rockpool's throughput as a multiple of";
        text(svg, MARGIN, top + 20, "fill=\"" + theme.text + "\" font-weight=\"600\"", title);
        int y = top + HEAD;
        int bottom = y + ROW * section.bars.size();
        double one = position(1);
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>%n",
                one,
                y - 4,
                one,
                bottom - 4,
                theme.line));
        for (Bar bar : section.bars) {
            text(svg, LABELS, y + 10, "fill=\"" + theme.faint + "\" text-anchor=\"end\"", bar.pool);
            double end = position(bar.ratio);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>%n",
                    Math.min(one, end),
                    y,
                    Math.max(1, Math.abs(end - one)),
                    BAR_HEIGHT,
                    bar.ratio >= 1 ? theme.better : theme.worse));
            String number = Tables.number(bar.ratio) + "×";
            text(svg, Math.max(one, end) + 6, y + 10, "fill=\"" + theme.text + "\"", number);
            y += ROW;
        }
        return y;
    }

    /** From the least ratio to the greatest, 1 included, over all sections alike. */
    private double position(double ratio) {
        double least = 0;
        double most = 1e-9;
        for (Section section : sections) {
            for (Bar bar : section.bars) {
                least = Math.min(least, Math.log(bar.ratio));
                most = Math.max(most, Math.log(bar.ratio));
            }
        }
        int left = LABELS + MARGIN;
        return left + (WIDTH - left - NUMBERS) * (Math.log(ratio) - least) / (most - least);
    }

    private static void text(StringBuilder svg, double x, int y, String style, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" %s>%s</text>%n",
                x,
                y,
                style,
                words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
