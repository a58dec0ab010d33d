package io.voiceforge.flow;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.flow.Problem.Code;

/**
 * Checks a node's data by the rules of its type. Null counts as missing. Members without a rule are the builder's own, as is
 * the form of {@code knowledgeBase} and {@code context}.
 */
final class NodeRules {

    /** ITU-T E.164: a plus sign and at most 15 digits, the first of which is not zero. */
    private static final Pattern E_164 = Pattern.compile("\\+[1-9][0-9]{1,14}");

    private final Node node;
    private final Set<String> nodeIds;
    private final List<Problem> problems;

    private NodeRules(Node node, Set<String> nodeIds, List<Problem> problems) {
        this.node = node;
        this.nodeIds = nodeIds;
        this.problems = problems;
    }

    static void check(Node node, NodeType type, Set<String> nodeIds, List<Problem> problems) {
        new NodeRules(node, nodeIds, problems).check(type);
    }

    private void check(NodeType type) {
        text("label");
        switch (type) {
            case SUBAGENT -> {
                required("systemPrompt");
                texts("tools");
                turnEagerness();
                timeout();
            }
            case TOOL -> {
                required("toolName");
                form("parameters", JsonNode::isObject, "must be an object");
                way("onSuccess");
                way("onFailure");
            }
            case AGENT_TRANSFER -> required("targetAgentId");
            case PHONE_TRANSFER -> {
                if (required("phoneNumber") && !E_164.matcher(value("phoneNumber").textValue()).matches()) {
                    invalid("phoneNumber", "must be a phone number in E.164 form such as +4930123456");
                }
                text("message");
            }
            case END_CALL -> {
                text("message");
                form("saveTranscript", JsonNode::isBoolean, "must be true or false");
            }
            default -> throw new IllegalStateException();
        }
    }

    /** Whether the member is present and a string. */
    private boolean required(String name) {
        JsonNode value = value(name);
        if (value == null || value.isTextual() && value.textValue().isBlank()) {
            problems.add(Problem.ofNode(Code.MISSING_DATA, node.id(), name + " is required in a node of type " + node.type()));
            return false;
        }
        return text(name);
    }

    private boolean text(String name) {
        return form(name, JsonNode::isTextual, "must be a string");
    }

    private void texts(String name) {
        form(name, JsonNode::isArray, "must be an array of strings");
        JsonNode value = value(name);
        if (value != null && value.isArray()) {
            for (JsonNode element : value) {
                if (!element.isTextual()) {
                    invalid(name, "must be an array of strings");
                    return;
                }
            }
        }
    }

    private void turnEagerness() {
        JsonNode value = value("turnEagerness");
        if (value != null && !(value.isNumber() && value.decimalValue().signum() >= 0
                && value.decimalValue().compareTo(BigDecimal.ONE) <= 0)) {
            invalid("turnEagerness", "must be a number from 0 to 1");
        }
    }

    private void timeout() {
        JsonNode value = value("timeout");
        if (value != null && !(value.isNumber() && value.decimalValue().signum() > 0)) {
            invalid("timeout", "must be a number of seconds greater than 0");
        }
    }

    private void way(String name) {
        JsonNode value = value(name);
        if (value != null && !(value.isTextual() && nodeIds.contains(value.textValue()))) {
            invalid(name, "must be the id of a node of this flow");
        }
    }

    private boolean form(String name, Predicate<JsonNode> form, String message) {
        JsonNode value = value(name);
        if (value != null && !form.test(value)) {
            invalid(name, message);
            return false;
        }
        return true;
    }

    private void invalid(String name, String message) {
        problems.add(Problem.ofNode(Code.INVALID_DATA, node.id(), name + " " + message));
    }

    /** Null if it is missing. */
    private JsonNode value(String name) {
        JsonNode value = node.data().get(name);
        return value == null || value.isNull() ? null : value;
    }
}
