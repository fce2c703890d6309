package dev.serai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Panels side by side, both axes logarithmic, a line a series, as SVG. Needs two positive values a panel at least. */
final class Plot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 330;
    private static final int LEFT = 62;
    private static final int TOP = 44;
    private static final int INNER_WIDTH = WIDTH - LEFT - 24;
    private static final int INNER_HEIGHT = HEIGHT - TOP - 48;
    private static final int KEY_LINE = 17;
    private static final List<String> COLOURS =
            List.of("#17595c", "#b3541e", "#5b6ee1", "#8a8d91", "#a3317e", "#3d8b40");

    /** A point. */
    record At(double x, double y) {}

    /** What belongs together. */
    record Series(String name, List<At> points) {}

    /** @param x what the lower axis counts. @param y what the left one counts */
    record Panel(String title, String x, String y, List<Series> series) {}

    private Plot() {}

    static String svg(String caption, List<Panel> panels) {
        int keys =
                panels.stream().mapToInt(panel -> panel.series().size()).max().orElse(0);
        int height = HEIGHT + keys * KEY_LINE + 34;
        var svg = new StringBuilder();
        svg.append(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fffdf8\"/>\n")
                .formatted(WIDTH * panels.size(), height));
        for (int i = 0; i < panels.size(); i++) {
            svg.append("<g transform=\"translate(%d 0)\">%n".formatted(i * WIDTH));
            panel(svg, panels.get(i));
            svg.append("</g>\n");
        }
        text(svg, LEFT, height - 12, "start", "#6b6b6b", caption);
        return svg.append("</svg>\n").toString();
    }

    /** The powers of ten that enclose all values. */
    private record Scale(int from, int to) {
        static Scale of(List<Double> values) {
            double least = values.stream().min(Double::compare).orElse(1.0);
            double most = values.stream().max(Double::compare).orElse(10.0);
            int from = (int) Math.floor(Math.log10(least) + 1e-9);
            return new Scale(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most) - 1e-9)));
        }

        double of(double value) {
            return (Math.log10(value) - from) / (to - from);
        }
    }

    private static void panel(StringBuilder svg, Panel panel) {
        var points =
                panel.series.stream().flatMap(series -> series.points.stream()).toList();
        var x = Scale.of(points.stream().map(At::x).toList());
        var y = Scale.of(points.stream().map(At::y).toList());
        text(svg, LEFT, 24, "start", "#222", panel.title);
        for (int power = x.from; power <= x.to; power++) {
            double at = LEFT + x.of(Math.pow(10, power)) * INNER_WIDTH;
            line(svg, at, TOP, at, TOP + INNER_HEIGHT);
            text(svg, at, TOP + INNER_HEIGHT + 16, "middle", "#444", power(power));
        }
        for (int power = y.from; power <= y.to; power++) {
            double at = TOP + (1 - y.of(Math.pow(10, power))) * INNER_HEIGHT;
            line(svg, LEFT, at, LEFT + INNER_WIDTH, at);
            text(svg, LEFT - 6, at + 4, "end", "#444", power(power));
        }
        text(svg, LEFT + INNER_WIDTH / 2.0, TOP + INNER_HEIGHT + 34, "middle", "#222", panel.x);
        text(svg, LEFT - 6, TOP - 8, "end", "#222", panel.y);
        int place = 0;
        for (var series : panel.series) {
            series(svg, series, COLOURS.get(place % COLOURS.size()), x, y, HEIGHT + place * KEY_LINE);
            place++;
        }
    }

    private static void series(StringBuilder svg, Series series, String colour, Scale x, Scale y, int key) {
        var path = new ArrayList<String>();
        for (var point : series.points) {
            double across = LEFT + x.of(point.x) * INNER_WIDTH;
            double down = TOP + (1 - y.of(point.y)) * INNER_HEIGHT;
            path.add(number(across) + " " + number(down));
            svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>%n"
                    .formatted(number(across), number(down), colour));
        }
        svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                .formatted(String.join(" ", path), colour));
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"3\" fill=\"%s\"/>%n".formatted(LEFT, key - 4, colour));
        text(svg, LEFT + 26, key, "start", "#222", series.name);
    }

    private static String power(int power) {
        return power >= 0 && power <= 3
                ? Long.toString(Math.round(Math.pow(10, power)))
                : power < 0 && power >= -3 ? number(Math.pow(10, power)) : "1e" + power;
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#e4ded2\"/>%n"
                .formatted(number(x1), number(y1), number(x2), number(y2)));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n"
                .formatted(
                        number(x),
                        number(y),
                        anchor,
                        colour,
                        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
