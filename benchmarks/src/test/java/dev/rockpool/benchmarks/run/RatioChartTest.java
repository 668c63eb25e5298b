package dev.rockpool.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rockpool.benchmarks.run.RatioChart.Bar;
import dev.rockpool.benchmarks.run.RatioChart.Theme;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RatioChartTest {

    private static NodeList bars(RatioChart chart, Theme theme) throws Exception {
        byte[] svg = chart.draw(theme).getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg))
                .getElementsByTagName("rect");
    }

    private static double number(NodeList bars, int i, String attribute) {
        return Double.parseDouble(((Element) bars.item(i)).getAttribute(attribute));
    }

    @Test
    void twiceAndHalfAreEquallyLongOnBothSidesOfOne() throws Exception {
        RatioChart chart = new RatioChart();
        chart.add("A", List.of(new Bar("slower", 2), new Bar("faster", 0.5)));
        NodeList bars = bars(chart, Theme.LIGHT);
        assertThat(bars.getLength()).isEqualTo(2);
        assertThat(number(bars, 0, "width")).isCloseTo(number(bars, 1, "width"), within(0.2));
        assertThat(number(bars, 1, "x") + number(bars, 1, "width")).isCloseTo(number(bars, 0, "x"), within(0.2));
    }

    @Test
    void allSectionsShareOneScale() throws Exception {
        RatioChart chart = new RatioChart();
        chart.add("A", List.of(new Bar("other", 4)));
        chart.add("B", List.of(new Bar("other", 16)));
        NodeList bars = bars(chart, Theme.DARK);
        assertThat(number(bars, 1, "width")).isCloseTo(2 * number(bars, 0, "width"), within(0.3));
    }

    @Test
    void whatIsNoRatioIsNotDrawn() throws Exception {
        RatioChart chart = new RatioChart();
        chart.add("A", List.of(new Bar("failed", Double.NaN), new Bar("<odd> & \"name\"", 3)));
        assertThat(bars(chart, Theme.LIGHT).getLength()).isEqualTo(1);
    }

    @Test
    void anEmptyChartIsStillAnImage() throws Exception {
        assertThat(bars(new RatioChart(), Theme.LIGHT).getLength()).isZero();
    }

    @Test
    void theThemesDiffer() {
        RatioChart chart = new RatioChart();
        chart.add("A", List.of(new Bar("other", 4)));
        assertThat(chart.draw(Theme.LIGHT)).isNotEqualTo(chart.draw(Theme.DARK));
    }
}
