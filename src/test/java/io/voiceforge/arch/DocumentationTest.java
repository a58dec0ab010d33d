package io.voiceforge.arch;

import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the documents list is what there is. */
class DocumentationTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path CONFIGURATION = Path.of("docs/configuration.md");
    private static final Path ARCHITECTURE = Path.of("docs/architecture.md");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final String SETTING = "voiceforge\\.[a-z0-9.<>-]+";
    /** The first cell of a table's row, when it is a name in code. */
    private static final String FIRST_CELL = "(?m)^\\| `(%s)` \\|";

    @Test
    void configurationListsEverySettingAndNoOther() throws IOException {
        assertThat(found(FIRST_CELL.formatted(SETTING), Files.readString(CONFIGURATION)))
                .hasSizeGreaterThan(20)
                .isEqualTo(settings().keySet());
    }

    @Test
    void configurationGivesTheDefaultOfEachSetting() throws IOException {
        String text = Files.readString(CONFIGURATION);
        settings().forEach((setting, method) -> {
            WithDefault value = method.getAnnotation(WithDefault.class);
            if (value != null) {
                assertThat(text).containsPattern(
                        "(?m)^\\| `" + setting + "` \\| [^|]+ \\| `" + Pattern.quote(value.value()) + "` \\|");
            }
        });
    }

    @Test
    void configurationNamesTheEnvironmentVariableOfEachSetting() throws IOException {
        String text = Files.readString(CONFIGURATION);
        // follow from the URLs, and must not be set by hand
        Set<String> without = Set.of("voiceforge.database.configured", "voiceforge.redis.configured", "voiceforge.redis.url");
        for (String setting : found(FIRST_CELL.formatted(SETTING), text)) {
            String variable = setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            assertThat(text)
                    .contains("| `" + setting + "` | " + (without.contains(setting) ? "–" : "`" + variable + "`") + " |");
        }
    }

    @Test
    void architectureHasARowForEachPackageAndNoOther() throws IOException {
        Set<String> rooms = rooms();
        rooms.add("VoiceForge");

        assertThat(found(FIRST_CELL.formatted("[A-Za-z.]+"), Files.readString(ARCHITECTURE).split("```mermaid")[0]))
                .isEqualTo(rooms);
    }

    @Test
    void architecturesDiagramShowsEachPackage() throws IOException {
        String text = Files.readString(ARCHITECTURE).split("```mermaid")[1];
        String diagram = text.split("```")[0];
        String leftOut = text.split("Left out: ")[1].split("\n\n")[0];

        assertThat(rooms()).allSatisfy(room -> assertThat(Pattern.compile("\\b" + Pattern.quote(room) + "\\b").matcher(diagram)
                .find() || leftOut.contains("`" + room + "`")).as(room).isTrue());
    }

    /** Packages with classes, without what all their names begin with. */
    private static Set<String> rooms() throws IOException {
        Path root = SOURCES.resolve("io/voiceforge");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent)
                    .filter(room -> !room.equals(root))
                    .map(room -> root.relativize(room).toString().replace(File.separatorChar, '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theReadmesNamedProvidersAreConfigurationOnly() throws IOException {
        Set<String> names = found(FIRST_CELL.formatted("[a-z0-9]+"),
                Files.readString(Path.of("README.md")).split("\\*\\*More providers\\.\\*\\*")[1].split("(?m)^## ")[0]);

        assertThat(names).hasSize(5);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                assertThat(found("(?i)\\b(" + String.join("|", names) + ")\\b", Files.readString(file))).as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void operationsListsEveryMeterAndNoOther() throws IOException {
        assertThat(found(FIRST_CELL.formatted("voiceforge_[a-z_]+"), Files.readString(OPERATIONS)))
                .hasSizeGreaterThan(10)
                .extracting(name -> name.replaceAll("_(total|seconds)$", ""))
                .containsExactlyInAnyOrderElementsOf(meters());
    }

    /** As Prometheus shows them, without the suffix that says their kind. */
    private static List<String> meters() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Set<String> names = new TreeSet<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String before = file.endsWith("Metrics.java") ? "" : "gauge\\(\\s*";
                names.addAll(found(before + "\"(voiceforge\\.[a-z.]+)\"", Files.readString(file)));
            }
            return names.stream().map(name -> name.replace('.', '_')).toList();
        }
    }

    /** Of every mapping, wherever it is, by its name. */
    private static Map<String, Method> settings() {
        Map<String, Method> settings = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.voiceforge").that(annotatedWith(ConfigMapping.class))) {
            Class<?> mapping = type.reflect();
            collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), settings);
        }
        return settings;
    }

    private static void collect(Class<?> group, String prefix, Map<String, Method> settings) {
        for (Method method : group.getDeclaredMethods()) {
            if (!Modifier.isAbstract(method.getModifiers())) {
                continue;
            }
            String name = prefix + '.' + kebab(method);
            Class<?> type = method.getReturnType();
            if (type == Map.class) {
                Type value = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[1];
                collect((Class<?>) value, name + ".<name>", settings);
            } else if (type.isInterface() && type.getEnclosingClass() == group) {
                collect(type, name, settings);
            } else {
                assertThat(settings.put(name, method)).as(name + " belongs to one mapping").isNull();
            }
        }
    }

    private static String kebab(Method method) {
        return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
