package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;

import org.junit.jupiter.api.Test;

class FlowLayoutTest {

    private static final String PROMPT = "{'systemPrompt':'x'}";

    @Test
    void placesFromLeftToRightAndNothingOverAnother() {
        Graph graph = FlowLayout.arrange(Graphs.of("a:subagent" + PROMPT, "t:tool{'toolName':'x','onSuccess':'c'}",
                "b:subagent" + PROMPT, "c:subagent" + PROMPT, "end:end_call{}", "a>t", "a>b", "b>c", "c>end", "t>b"));

        assertThat(graph.nodes()).extracting(node -> node.id() + "@" + node.position().x() + "," + node.position().y())
                .containsExactly("a@0,0", "t@280,0", "b@280,160", "c@560,0", "end@840,0");
        assertThat(FlowLayout.hasOverlap(graph)).isFalse();
    }

    @Test
    void seesWhatIsDrawnOverEachOther() {
        assertThat(FlowLayout.hasOverlap(at(0, 0, 199, 99))).isTrue();
        assertThat(FlowLayout.hasOverlap(at(0, 0, 200, 0))).isFalse();
        assertThat(FlowLayout.hasOverlap(at(500, 100, 500, 0))).isFalse();
        assertThat(FlowLayout.hasOverlap(at(-1e9, 1e9, -1e9, 1e9))).isTrue();
    }

    private static Graph at(double x, double y, double otherX, double otherY) {
        return new Graph(List.of(node("a", x, y), node("far", 9e8, 9e8), node("b", otherX, otherY)), List.of());
    }

    private static Node node(String id, double x, double y) {
        return new Node(id, "end_call", new Node.Position(BigDecimal.valueOf(x), BigDecimal.valueOf(y)),
                Graphs.node(id, "end_call", "{}").data());
    }
}
