package io.voiceforge.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads what ships. */
final class DeployFiles {

    static final Path DIRECTORY = Path.of("deploy");
    static final String DOCKERFILE = read(Path.of("Dockerfile.native"));

    private static final ObjectMapper YAML = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private DeployFiles() {
    }

    static List<Path> all() {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a YAML file, or the one of a JSON file. */
    static List<JsonNode> documents(Path file) {
        try {
            if (file.toString().endsWith(".json")) {
                return List.of(JSON.readTree(file.toFile()));
            }
            return YAML.readerFor(JsonNode.class).<JsonNode> readValues(file.toFile()).readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    static JsonNode document(String file) {
        List<JsonNode> documents = documents(DIRECTORY.resolve(file));
        if (documents.size() != 1) {
            throw new AssertionError(file + " has " + documents.size() + " documents");
        }
        return documents.get(0);
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object of that kind in {@code deploy/kubernetes}. */
    static JsonNode kubernetes(String kind) {
        return all().stream().filter(file -> file.startsWith(DIRECTORY.resolve("kubernetes")))
                .flatMap(file -> documents(file).stream()).filter(document -> document.path("kind").asText().equals(kind))
                .reduce((one, other) -> {
                    throw new AssertionError("Two of " + kind);
                }).orElseThrow(() -> new AssertionError("No " + kind));
    }

    static JsonNode container() {
        return kubernetes("Deployment").at("/spec/template/spec/containers/0");
    }

    /** The variables of the table in docs/configuration.md, each with its default as it stands there. */
    static Map<String, String> documented() {
        Map<String, String> variables = new TreeMap<>();
        Pattern.compile("(?m)^\\| (?:`voiceforge[a-z.-]+` \\| )?`([A-Z][A-Z0-9_]+)` \\| ([^|]*) \\|")
                .matcher(read(Path.of("docs/configuration.md"))).results()
                .forEach(row -> variables.put(row.group(1), row.group(2).strip()));
        return variables;
    }

    /** The variables that each file sets for the gateway, by the file. */
    static Map<String, Set<String>> variables() {
        JsonNode render = document("render.yaml");
        return new TreeMap<>(Map.of(
                "Dockerfile.native", found("(?m)^ENV ([A-Z_]+)=", DOCKERFILE),
                "render.yaml", names(render.at("/services/0/envVars"), "key"),
                "compose.yaml", members(document("compose.yaml").at("/services/gateway/environment")),
                "kubernetes ConfigMap", members(kubernetes("ConfigMap").at("/data")),
                "kubernetes Secret", members(kubernetes("Secret").at("/stringData")),
                // IMAGE is a variable of the Space's build
                "huggingface", found("(?m)^ +\\| `((?!IMAGE)[A-Z][A-Z0-9_]+)` \\|",
                        read(DIRECTORY.resolve("huggingface/README.md")))));
    }

    static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The front matter of the Space's README. */
    static JsonNode space() {
        String[] parts = read(DIRECTORY.resolve("huggingface/README.md")).split("(?m)^---$", 3);
        return yaml(parts[1]);
    }

    /** Every expression in Prometheus's language. */
    static List<String> queries() {
        return Stream.concat(document("prometheus/alerts.yaml").findValuesAsText("expr").stream(),
                document("grafana/voiceforge.json").findValuesAsText("expr").stream()).toList();
    }

    private static Set<String> members(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> names(JsonNode list, String member) {
        Set<String> names = new TreeSet<>();
        list.forEach(entry -> names.add(entry.path(member).asText()));
        return names;
    }
}
