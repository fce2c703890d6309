package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class PlotTest {
    @Test
    void powers_of_ten_stand_on_the_lines_and_the_rest_between() throws Exception {
        var svg = Plot.svg(
                "a < b",
                List.of(new Plot.Panel(
                        "t",
                        "x",
                        "y",
                        List.of(new Plot.Series(
                                "s", List.of(new Plot.At(10, 1), new Plot.At(100, 10), new Plot.At(1_000, 100)))))));
        var document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        var points = document.getElementsByTagName("circle");
        assertThat(points.getLength()).isEqualTo(3);
        var first = points.item(0).getAttributes();
        var middle = points.item(1).getAttributes();
        var last = points.item(2).getAttributes();
        assertThat(2 * number(middle, "cx")).isEqualTo(number(first, "cx") + number(last, "cx"));
        assertThat(2 * number(middle, "cy")).isEqualTo(number(first, "cy") + number(last, "cy"));
        assertThat(number(first, "cy")).isGreaterThan(number(last, "cy"));
    }

    private static double number(org.w3c.dom.NamedNodeMap of, String name) {
        return Double.parseDouble(of.getNamedItem(name).getNodeValue());
    }
}
