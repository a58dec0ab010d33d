package io.voiceforge.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.mutiny.groups.UniAwait;

/** The rules of docs/architecture.md that a compiler does not keep. */
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final String ROOT = "io.voiceforge";

    /** What the service is about; a room that does not exist yet is bound by the rules from its first class on. */
    private static final String[] DOMAIN = rooms("key", "limit", "price", "usage", "voice", "speech", "transcription",
            "activity",
            "chat", "flow", "model", "audio", "vad", "gateway", "session", "json", "memory", "call", "error", "stream");
    /** Where a file may be touched: off the event loop, by those whose business it is. */
    private static final String[] FILES = rooms("store.embedded", "provider.local");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void isLookingAtTheGatewaysClassesAndAtNothingElse() {
        assertThat(MAIN.contain(ROOT + ".VoiceForge")).isTrue();
        assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
        for (String room : List.of("key", "flow", "voice", "speech", "transcription", "activity", "chat", "audio", "gateway",
                "call", "error", "stream", "dialect", "provider", "provider.http")) {
            assertThat(MAIN.stream().anyMatch(type -> type.getPackageName().equals(ROOT + "." + room))).as(room).isTrue();
        }
    }

    @Test
    void domainRoomsKnowNeitherTheWireNorTheKindsOfProvidersNorTheStores() {
        noClasses().that().resideInAnyPackage(DOMAIN)
                .should().dependOnClassesThat(resideInAnyPackage(rooms("dialect", "store", "access"))
                        .or(resideInAPackage(ROOT + ".provider.*.."))
                        .or(resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..", "jakarta.persistence..",
                                "org.hibernate.reactive..", "io.quarkus.hibernate..", "io.vertx.sqlclient..",
                                "io.vertx.ext.web..", "io.vertx.core.http..")))
                .check(MAIN);
    }

    @Test
    void whatAsksProvidersCanOnlyBeAskedByAMeteredCall() {
        for (String service : List.of("speech.SpeechService", "transcription.TranscriptionService", "activity.ActivityService",
                "chat.ChatService")) {
            noClasses().that().resideOutsideOfPackages(ROOT + ".gateway", ROOT + "." + service.replaceAll("\\..*", ""))
                    .should().dependOnClassesThat().haveFullyQualifiedName(ROOT + "." + service)
                    .check(MAIN);
        }
        noClasses().that().resideOutsideOfPackages(ROOT + ".provider", ROOT + ".speech", ROOT + ".transcription",
                ROOT + ".activity", ROOT + ".chat")
                .should().callMethod(io.voiceforge.provider.ProviderChain.class, "run", io.voiceforge.provider.Plan.class)
                .check(MAIN);
    }

    @Test
    void aProvidersNameStandsInItsRoomAndInConfigurationOnly() {
        noClasses().that().resideOutsideOfPackages(rooms("provider", "config"))
                .and().doNotHaveFullyQualifiedName(ROOT + ".dialect.voiceforge.ModelResource") // the contract lists the Space's models apart
                .should().accessFieldWhere(field("one of the names of remote providers", target -> target.getOwner()
                        .getFullName().equals(ROOT + ".provider.ProviderId")
                        && Set.of("SPACE", "OPENAI", "HUGGINGFACE").contains(target.getName())))
                .check(MAIN);
    }

    @Test
    void nobodyKnowsTheDialects() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".dialect..")
                .should().dependOnClassesThat().resideInAPackage(ROOT + ".dialect..")
                .check(MAIN);
    }

    @Test
    void theDialectsDoNotKnowEachOther() {
        slices().matching(ROOT + ".dialect.(*)..").should().notDependOnEachOther().check(MAIN);
        noClasses().that().resideInAPackage(ROOT + ".dialect")
                .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".dialect.*..")
                .check(MAIN);
    }

    @Test
    void providersKnowNeitherTheDialectsNorTheStoresNorTheCallers() {
        noClasses().that().resideInAPackage(ROOT + ".provider..")
                .should().dependOnClassesThat().resideInAnyPackage(rooms("dialect", "store", "access"))
                .check(MAIN);
    }

    @Test
    void providersDoNotKnowEachOther() {
        slices().matching(ROOT + ".provider.(*)..").should().notDependOnEachOther()
                .ignoreDependency(resideInAPackage(ROOT + ".provider.."), resideInAPackage(ROOT + ".provider.http.."))
                .check(MAIN);
        noClasses().that().resideInAPackage(ROOT + ".provider")
                .should().dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(
                        resideInAnyPackage(ROOT + ".provider", ROOT + ".call", ROOT + ".error", ROOT + ".config",
                                ROOT + ".observe", ROOT + ".stream"))))
                .check(MAIN);
    }

    @Test
    void nobodyKnowsAProviderOrAStoreButByItsPort() {
        noClasses().that().resideOutsideOfPackages(rooms("provider"))
                .should().dependOnClassesThat().resideInAPackage(ROOT + ".provider.*..")
                .check(MAIN);
        noClasses().that().resideOutsideOfPackages(rooms("store"))
                .should().dependOnClassesThat().resideInAPackage(ROOT + ".store..")
                .check(MAIN);
    }

    @Test
    void roomsDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theCommonGroundStandsOnNothing() {
        noClasses().that().resideInAnyPackage(rooms("error", "call", "stream", "config", "json"))
                .should().dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(rooms("error", "call", "stream", "config", "json")))))
                .check(MAIN);
    }

    @Test
    void nobodyBlocksAThreadToWait() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class)
                .orShould().callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould().callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
                .orShould().dependOnClassesThat().areAssignableTo(UniAwait.class)
                .orShould().callMethodWhere(target("awaits a Uni or a Multi", call -> Set.of("await", "awaitUsing")
                        .contains(call.getName()) && call.getOwner().getPackageName().startsWith("io.smallrye.mutiny")))
                .orShould().callMethodWhere(target("blocks on a future", call -> Set.of("get", "join").contains(call.getName())
                        && call.getOwner().isAssignableTo(java.util.concurrent.Future.class)))
                .check(MAIN);
    }

    @Test
    void nobodyTouchesFilesButThoseWhoseBusinessItIs() {
        noClasses().that().resideOutsideOfPackages(FILES)
                .should().dependOnClassesThat(are(resideInAPackage("java.nio.file..")
                        .or(named("java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream", "java.io.FileReader",
                                "java.io.FileWriter", "java.io.RandomAccessFile", "java.nio.channels.FileChannel"))))
                .check(MAIN);
    }

    @Test
    void noClassHoldsABufferOfItsOwn() {
        // classes are initialised when the native image is built, and what allocates buffers is not
        fields().that().areStatic().should().notHaveRawType(io.vertx.core.buffer.Buffer.class)
                .andShould().notHaveRawType(io.netty.buffer.ByteBuf.class).check(MAIN);
    }

    @Test
    void nobodySpeaksJdbc() {
        // Hibernate wraps the reactive driver's failures in JDBC's exception
        noClasses().should().dependOnClassesThat(are(resideInAnyPackage("java.sql..", "javax.sql.."))
                .and(not(named("java.sql.SQLException")))).check(MAIN);
    }

    @Test
    void onlyProvidersAndTheEntranceKnowTheHttpClientAndTheProcess() {
        noClasses().that().resideOutsideOfPackages(rooms("provider"))
                .should().dependOnClassesThat().haveFullyQualifiedName("io.vertx.core.http.HttpClient")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(MAIN);
        noClasses().that().doNotHaveFullyQualifiedName(ROOT + ".VoiceForge")
                .should().callMethod(System.class, "exit", int.class)
                .orShould().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .check(MAIN);
    }

    @Test
    void metersAndSpansAreNamedInOnePlace() {
        noClasses().that().resideOutsideOfPackages(rooms("observe"))
                .should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "io.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void whatManyRequestsShareDoesNotChange() {
        fields().that(new DescribedPredicate<>("belong to a bean of the whole application") {
            @Override
            public boolean test(JavaField field) {
                JavaClass owner = field.getOwner();
                return !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && (owner.isAnnotatedWith(ApplicationScoped.class) || owner.isAnnotatedWith(Singleton.class));
            }
        }).should().beFinal().orShould().haveModifier(JavaModifier.VOLATILE).check(MAIN);
    }

    @Test
    void everyRoomSaysInASentenceWhatItHolds() throws IOException {
        // Given
        Set<Path> rooms;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            rooms = files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        // Then
        assertThat(rooms).hasSizeGreaterThan(10);
        assertThat(rooms).allSatisfy(room -> assertThat(room.resolve("package-info.java"))
                .content().containsPattern("^/\\*\\* [^*]+\\.\\s*\\*/\\s*package " + name(room) + ";"));
    }

    @Test
    void classesAreShort() throws IOException {
        // Given
        List<Long> lines;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            lines = files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .map(ArchitectureTest::lines).sorted().toList();
        }

        // Then
        assertThat(lines.get(lines.size() - 1)).as("the longest").isLessThanOrEqualTo(250);
        assertThat(lines.get(lines.size() / 2)).as("the median").isLessThanOrEqualTo(65);
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaFieldAccess> field(String description,
            java.util.function.Predicate<AccessTarget.FieldAccessTarget> predicate) {
        return DescribedPredicate.describe(description, access -> predicate.test(access.getTarget()));
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> target(String description,
            java.util.function.Predicate<AccessTarget.MethodCallTarget> predicate) {
        return DescribedPredicate.describe(description, call -> predicate.test(call.getTarget()));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe("are one of " + List.of(names), type -> List.of(names).contains(type.getName()));
    }

    private static String[] rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static String name(Path room) {
        return SOURCES.relativize(room).toString().replace('/', '.');
    }
}
