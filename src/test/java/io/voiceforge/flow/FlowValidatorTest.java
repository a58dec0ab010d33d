package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.voiceforge.flow.Problem.Code;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FlowValidatorTest {

    private static final String AGENT = "a:subagent{'systemPrompt':'Greet.'}";
    private static final String END = "z:end_call{}";

    /** Each with its problems as {@code code@node-or-edge}, in any order. */
    static Stream<Arguments> badFlows() {
        return Stream.of(
                bad("nothing", graph(), "empty_flow"),
                bad("edges alone", graph("a>b"), "empty_flow", "dangling_edge@a>b"),
                bad("one subagent", graph(AGENT), "no_way_to_end@a"),
                bad("one end", graph(END), "start_not_subagent@z"),
                // ids
                bad("two nodes of an id", graph(AGENT, END, "z:end_call{'message':'Bye'}", "a>z"), "duplicate_node_id@z"),
                bad("three nodes of an id", graph(AGENT, END, END, END, "a>z"), "duplicate_node_id@z"),
                bad("two edges of an id", graph(AGENT, END, "a>z", "a>z"), "duplicate_edge_id@a>z"),
                // types
                bad("an unknown type", graph(AGENT, "b:robot{}", END, "a>b", "b>z"), "unknown_node_type@b"),
                bad("a type in capitals", graph(AGENT, "z:END_CALL{}", "a>z"), "unknown_node_type@z", "no_way_to_end@a",
                        "no_way_to_end@z"),
                // required data
                bad("no prompt", graph("a:subagent{}", END, "a>z"), "missing_data@a"),
                bad("a null prompt", graph("a:subagent{'systemPrompt':null}", END, "a>z"), "missing_data@a"),
                bad("a blank prompt", graph("a:subagent{'systemPrompt':'  '}", END, "a>z"), "missing_data@a"),
                bad("a prompt of a wrong type", graph("a:subagent{'systemPrompt':['x']}", END, "a>z"), "invalid_data@a"),
                bad("no tool name", graph(AGENT, "t:tool{}", END, "a>t", "t>z"), "missing_data@t"),
                bad("a tool name of a wrong type", graph(AGENT, "t:tool{'toolName':7}", END, "a>t", "t>z"), "invalid_data@t"),
                bad("no agent", graph(AGENT, "x:agent_transfer{'context':{'a':1}}", "a>x"), "missing_data@x"),
                bad("an agent of a wrong type", graph(AGENT, "x:agent_transfer{'targetAgentId':{}}", "a>x"), "invalid_data@x"),
                bad("no phone number", graph(AGENT, "p:phone_transfer{'message':'Hold on.'}", "a>p"), "missing_data@p"),
                bad("a phone number of a wrong type", graph(AGENT, "p:phone_transfer{'phoneNumber':4930123456}", "a>p"),
                        "invalid_data@p"),
                bad("a phone number without plus", phone("4930123456"), "invalid_data@p"),
                bad("a phone number with a zero", phone("+0930123456"), "invalid_data@p"),
                bad("a phone number with blanks", phone("+49 30 123456"), "invalid_data@p"),
                bad("a phone number of 16 digits", phone("+1234567890123456"), "invalid_data@p"),
                bad("a phone number in other digits", phone("+٤٩٣٠١٢٣٤٥٦"), "invalid_data@p"),
                bad("a phone number with a line end", phone("+4930123456\\n"), "invalid_data@p"),
                // optional data
                bad("too eager", agent("'turnEagerness':1.01"), "invalid_data@a"),
                bad("less than not eager", agent("'turnEagerness':-0.1"), "invalid_data@a"),
                bad("eager as a text", agent("'turnEagerness':'0.5'"), "invalid_data@a"),
                bad("eager beyond all numbers", agent("'turnEagerness':1e999999999"), "invalid_data@a"),
                bad("no time", agent("'timeout':0"), "invalid_data@a"),
                bad("time backwards", agent("'timeout':-1e-300"), "invalid_data@a"),
                bad("time as a flag", agent("'timeout':true"), "invalid_data@a"),
                bad("tools as a text", agent("'tools':'search'"), "invalid_data@a"),
                bad("tools that are no texts", agent("'tools':['search',1,2]"), "invalid_data@a"),
                bad("a label that is no text", agent("'label':5"), "invalid_data@a"),
                bad("parameters that are no object", tool("'parameters':[]"), "invalid_data@t"),
                bad("success that is nowhere", tool("'onSuccess':'nowhere'"), "invalid_data@t"),
                bad("failure that is no text", tool("'onFailure':{'id':'z'}"), "invalid_data@t"),
                bad("a transcript that is a text", graph(AGENT, "z:end_call{'saveTranscript':'yes'}", "a>z"),
                        "invalid_data@z"),
                bad("a message that is a number", graph(AGENT, "z:end_call{'message':1}", "a>z"), "invalid_data@z"),
                // edges
                bad("an edge to nowhere", graph(AGENT, END, "a>z", "a>x"), "dangling_edge@a>x"),
                bad("an edge from nowhere", graph(AGENT, END, "a>z", "x>z"), "dangling_edge@x>z"),
                bad("an edge beside everything", graph(AGENT, END, "a>z", "x>y"), "dangling_edge@x>y"),
                // the start
                bad("a circle", graph(AGENT, other("b"), END, "a>b", "b>a", "b>z"), "no_start"),
                bad("a start that comes back to itself", graph(AGENT, END, "a>a", "a>z"), "no_start"),
                bad("a tool that leads back to a start with an edge",
                        graph(AGENT, "t:tool{'toolName':'x','onFailure':'a'}", END,
                                "a>t", "t>z", "t>a"),
                        "no_start"),
                bad("tools that lead back to two possible starts", graph(AGENT, other("b"),
                        "t:tool{'toolName':'x','onSuccess':'b','onFailure':'a'}", END, "a>t", "b>t", "t>z"),
                        "several_starts@a", "several_starts@b"),
                bad("a tool that leads back to a start that does not reach everything", graph(AGENT,
                        "t:tool{'toolName':'x','onFailure':'a'}", END, "a>t", "t>z", other("b"), "b>b", "b>z"),
                        "unreachable_node@b"),
                bad("two starts", graph(AGENT, other("b"), END, "a>z", "b>z"), "several_starts@a", "several_starts@b"),
                bad("a node alone", graph(AGENT, END, "a>z", "y:end_call{}"), "several_starts@a", "several_starts@y"),
                bad("a start that is a tool", graph("t:tool{'toolName':'x'}", END, "t>z"), "start_not_subagent@t"),
                bad("a start of an unknown type", graph("t:x{}", END, "t>z"), "unknown_node_type@t", "start_not_subagent@t"),
                // ways
                bad("a circle beside the flow", graph(AGENT, END, "a>z", other("b"), other("c"), "b>c", "c>b", "c>z"),
                        "unreachable_node@b", "unreachable_node@c"),
                bad("a node that leads back to itself alone", graph(AGENT, END, "a>z", other("b"), "b>b"),
                        "unreachable_node@b", "no_way_to_end@b"),
                bad("a dead end", graph(AGENT, END, other("b"), "a>z", "a>b"), "no_way_to_end@b"),
                bad("a circle without a way out", graph(AGENT, END, other("b"), other("c"), "a>z", "a>b", "b>c", "c>b"),
                        "no_way_to_end@b", "no_way_to_end@c"),
                // several at once
                bad("nearly everything", graph("a:subagent{'turnEagerness':2,'timeout':0}", "t:tool{'onSuccess':'x'}",
                        "t:tool{'toolName':'y'}", "p:phone_transfer{'phoneNumber':'110'}", "q:?{}", "a>t", "a>t", "t>x"),
                        "missing_data@a", "invalid_data@a", "invalid_data@a", "missing_data@t", "invalid_data@t",
                        "duplicate_node_id@t", "invalid_data@p", "unknown_node_type@q", "duplicate_edge_id@a>t",
                        "dangling_edge@t>x", "several_starts@a", "several_starts@p", "several_starts@q", "no_way_to_end@a",
                        "no_way_to_end@t", "no_way_to_end@q"));
    }

    static Stream<Arguments> goodFlows() {
        return Stream.of(
                good("the shortest", graph(AGENT, END, "a>z")),
                good("everything that data may hold", graph(
                        "a:subagent{'systemPrompt':'x','tools':['t',''],'knowledgeBase':{'any':[1]},'turnEagerness':1.0,'timeout':1e-9,"
                                + "'label':'Hello','own':null}",
                        "t:tool{'toolName':'x','parameters':{'p':[]},'onSuccess':'g','onFailure':'p','label':''}",
                        "g:agent_transfer{'targetAgentId':'billing','context':'any'}",
                        "p:phone_transfer{'phoneNumber':'+12','message':null}",
                        "z:end_call{'message':'','saveTranscript':false}",
                        "a>t", "a>z")),
                good("eager to neither end", graph("a:subagent{'systemPrompt':'x','turnEagerness':0}", END, "a>z")),
                good("a tool that leads back to the start", graph(AGENT, "t:tool{'toolName':'x','onFailure':'a'}", END, "a>t",
                        "t>z")),
                good("a tool that leads back to the start or to a node of its own", graph(other("b"), END, AGENT,
                        "t:tool{'toolName':'x','onSuccess':'b','onFailure':'a'}", "a>t", "b>z")),
                good("ways of a tool alone", graph(AGENT, "t:tool{'toolName':'x','onSuccess':'z','onFailure':'y'}", "a>t", END,
                        "y:end_call{}")),
                good("a circle with a way out", graph(AGENT, other("b"), other("c"), END, "a>b", "b>c", "c>b", "c>z")),
                good("the longest phone number", phone("+123456789012345")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFlows")
    void tellsAllProblemsAtOnce(String name, Graph graph, List<String> expected) {
        assertThat(problems(graph)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFlows")
    void hasNothingAgainstAGoodFlow(String name, Graph graph) {
        assertThat(FlowValidator.validate(graph)).isEmpty();
    }

    @Test
    void everyProblemSaysSomethingAndNamesWhatTheCallerCanFind() {
        badFlows().map(flow -> (Graph) flow.get()[1]).forEach(graph -> {
            Set<String> ids = graph.nodes().stream().map(Node::id).collect(Collectors.toSet());
            Set<String> edgeIds = graph.edges().stream().map(Edge::id).collect(Collectors.toSet());
            assertThat(FlowValidator.validate(graph)).allSatisfy(problem -> {
                assertThat(problem.message()).isNotBlank();
                assertThat(problem.nodeId() == null || ids.contains(problem.nodeId())).isTrue();
                assertThat(problem.edgeId() == null || edgeIds.contains(problem.edgeId())).isTrue();
            });
        });
    }

    @Test
    void theCorpusHasEveryRule() {
        Set<String> codes = badFlows().flatMap(flow -> ((List<?>) flow.get()[2]).stream())
                .map(problem -> problem.toString().split("@")[0]).collect(Collectors.toSet());
        // the last is of what providers write, before it is a graph
        codes.addAll(List.of("too_many_nodes", "too_many_edges", "invalid_form"));

        assertThat(codes).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(Code.values()).map(Code::wireName).toList());
    }

    @Test
    @Timeout(20)
    @Tag("slow")
    void aLongChainTakesNoStackAndLittleTime() {
        // a recursion would need a frame for each; a look at every pair 10 000 000 000 steps
        Graph graph = chain(100_000);

        assertThat(problems(graph)).containsExactlyInAnyOrder("too_many_nodes", "too_many_edges");
    }

    @Test
    @Timeout(20)
    void tenThousandNodesWithoutAnyEdge() {
        List<Node> nodes = IntStream.range(0, 10_000).mapToObj(i -> Graphs.node("n" + i, "robot", "{}")).toList();

        List<String> problems = problems(new Graph(nodes, List.of()));

        assertThat(problems).hasSize(1 + 3 * 10_000).contains("too_many_nodes", "unknown_node_type@n0", "several_starts@n9999",
                "no_way_to_end@n5000");
    }

    @Test
    @Timeout(20)
    void allWaysFromAFewNodesToAFewOthers() {
        List<Node> nodes = IntStream.range(0, 1000).mapToObj(i -> Graphs.node("n" + i, "tool", "{'toolName':'x'}")).toList();
        List<Edge> edges = new ArrayList<>();
        for (int from = 0; from < 700; from++) {
            for (int to = 0; to < 700; to++) {
                edges.add(new Edge(from + ">" + to, "n" + from, "n" + to, null, null));
            }
        }

        assertThat(problems(new Graph(nodes, edges))).contains("too_many_edges", "several_starts@n700", "no_way_to_end@n0")
                .contains("unreachable_node@n699").doesNotContain("several_starts@n699", "unreachable_node@n700");
    }

    @Test
    @Timeout(20)
    void oneIdForTenThousandNodesAndEdges() {
        Node node = Graphs.node("a", "subagent", "{'systemPrompt':'x'}");
        Edge edge = new Edge("e", "a", "a", null, null);

        assertThat(problems(new Graph(Collections.nCopies(10_000, node), Collections.nCopies(10_000, edge))))
                .containsExactlyInAnyOrder("too_many_nodes", "too_many_edges", "duplicate_node_id@a", "duplicate_edge_id@e",
                        "no_start", "no_way_to_end@a");
    }

    /** What is said of ways agrees with a look at every pair of nodes. */
    @Property(tries = 500)
    void waysAreWhatTheyAre(@ForAll @Size(max = 30) List<@IntRange(max = 99) Integer> edges,
            @ForAll @Size(max = 3) Set<@IntRange(max = 9) Integer> ends) {
        // Given
        List<Node> nodes = IntStream.range(0, 10).mapToObj(i -> Graphs.node("n" + i,
                ends.contains(i) ? "end_call" : "subagent", "{'systemPrompt':'x'}")).toList();
        boolean[][] way = new boolean[10][10];
        List<Edge> drawn = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            way[edges.get(i) / 10][edges.get(i) % 10] = true;
            drawn.add(new Edge("e" + i, "n" + edges.get(i) / 10, "n" + edges.get(i) % 10, null, null));
        }
        Set<Integer> starts = IntStream.range(0, 10).filter(to -> IntStream.range(0, 10).noneMatch(from -> way[from][to]))
                .boxed()
                .collect(Collectors.toSet());
        for (int i = 0; i < 10; i++) {
            way[i][i] = true;
        }
        for (int via = 0; via < 10; via++) {
            for (int from = 0; from < 10; from++) {
                for (int to = 0; to < 10; to++) {
                    way[from][to] |= way[from][via] && way[via][to];
                }
            }
        }
        Set<String> expected = new HashSet<>();
        if (starts.isEmpty()) {
            expected.add("no_start");
        }
        for (int i = 0; i < 10; i++) {
            int node = i;
            if (starts.size() > 1 && starts.contains(i)) {
                expected.add("several_starts@n" + i);
            }
            if (starts.size() == 1 && starts.contains(i) && ends.contains(i)) {
                expected.add("start_not_subagent@n" + i);
            }
            if (!starts.isEmpty() && starts.stream().noneMatch(start -> way[start][node])) {
                expected.add("unreachable_node@n" + i);
            }
            if (ends.stream().noneMatch(end -> way[node][end])) {
                expected.add("no_way_to_end@n" + i);
            }
        }

        // Then
        assertThat(problems(new Graph(nodes, drawn))).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Graph chain(int length) {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            nodes.add(i < length - 1 ? Graphs.node("n" + i, "subagent", "{'systemPrompt':'x'}")
                    : Graphs.node("n" + i, "end_call", "{}"));
            if (i > 0) {
                edges.add(new Edge("e" + i, "n" + (i - 1), "n" + i, null, null));
            }
        }
        return new Graph(nodes, edges);
    }

    private static List<String> problems(Graph graph) {
        return FlowValidator.validate(graph).stream().map(problem -> problem.code().wireName()
                + (problem.nodeId() != null ? "@" + problem.nodeId() : problem.edgeId() != null ? "@" + problem.edgeId() : ""))
                .toList();
    }

    private static Arguments bad(String name, Graph graph, String... problems) {
        return arguments(name, graph, List.of(problems));
    }

    private static Arguments good(String name, Graph graph) {
        return arguments(name, graph);
    }

    private static Graph graph(String... parts) {
        return Graphs.of(parts);
    }

    private static Graph agent(String data) {
        return graph("a:subagent{'systemPrompt':'x'," + data + "}", END, "a>z");
    }

    private static Graph tool(String data) {
        return graph(AGENT, "t:tool{'toolName':'x'," + data + "}", END, "a>t", "t>z");
    }

    private static Graph phone(String number) {
        return graph(AGENT, "p:phone_transfer{'phoneNumber':'" + number + "'}", "a>p");
    }

    private static String other(String id) {
        return id + ":subagent{'systemPrompt':'x'}";
    }
}
