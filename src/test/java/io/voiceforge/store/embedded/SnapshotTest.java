package io.voiceforge.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.key.AddressRange;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.Customer;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore.Found;
import io.voiceforge.key.KeyStore.Page;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;
import io.voiceforge.key.RateWindow;
import io.voiceforge.key.Scope;

class SnapshotTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final String FAILING = "voiceforge.store.snapshot.failing";
    private static final String KEY = """
            {"id":"7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11","secretHash":"aa","hint":"h","active":true,\
            "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","usage":0,"name":"n","rateLimit":1,\
            "scopes":[],"allowedIps":[],"metadata":"{}"}""";

    @TempDir
    Path directory;

    private final Stores stores = new Stores();

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Test
    void restartKeepsEverything() {
        String secret = KeySecret.generate();
        String newSecret = KeySecret.generate();
        EmbeddedKeyStore before = stores.in(directory);
        Customer customer = new Customer(UUID.randomUUID(), "Hôtel", NOW, NOW.plusSeconds(1),
                RateLimits.of(1, 2, 3, 4), 5, new Quota(null, 2L, 3L, null));
        AuditEvent named = new AuditEvent(Subject.customer(customer.id()), NOW, "admin", Action.CREATED, "::1", List.of());
        wait(new EmbeddedCustomerStore(before).insert(customer, named));
        ApiKey rich = new ApiKey(UUID.randomUUID(), "vf_sk_1a2b…9f0e", false, NOW, NOW.plusNanos(1), NOW.plusSeconds(2),
                NOW.plusSeconds(3), 7, new ApiKey.Settings("Zoë キー 🔑 \ud800 \u0000",
                        RateLimits.NONE.with(RateWindow.SECOND, 5).with(RateWindow.MINUTE, 6).with(RateWindow.DAY, 7),
                        NOW.plusSeconds(90), 3,
                        new Quota(1L, Long.MAX_VALUE, null, 5_000_000L), Set.of(Scope.SPEECH, Scope.VAD),
                        List.of(range("10.0.0.0/8")), "{\"a\":  [1.0, \"\\u0041\"]}", "Hôtel", true));
        wait(before.insert(rich, KeySecret.hash(secret), event(rich.id(), Action.CREATED)));
        ApiKey rotated = wait(before.rotate(rich.id(), KeySecret.hash(newSecret), "new", NOW.plusSeconds(600),
                event(rich.id(), Action.ROTATED))).orElseThrow();
        ApiKey plain = insert(before, "plain", KeySecret.generate());
        ApiKey gone = insert(before, "gone", KeySecret.generate());
        wait(before.delete(gone.id(), event(gone.id(), Action.DELETED)));
        before.close();

        EmbeddedKeyStore after = stores.in(directory);

        assertThat(wait(after.list(new Page(null, 10, null)))).containsExactlyInAnyOrder(rotated, plain);
        assertThat(wait(after.findBySecretHash(KeySecret.hash(newSecret)))).contains(new Found(rotated.of(customer), null));
        assertThat(wait(after.findBySecretHash(KeySecret.hash(secret))))
                .contains(new Found(rotated.of(customer), NOW.plusSeconds(600)));
        assertThat(wait(new EmbeddedCustomerStore(after).findById(customer.id()))).contains(customer);
        assertThat(stores.trail().of(named.subject())).containsExactly(named);
        assertThat(wait(after.events(rich.id())))
                .containsExactly(event(rich.id(), Action.CREATED), event(rich.id(), Action.ROTATED));
        assertThat(wait(after.events(gone.id()))).extracting(AuditEvent::action).containsExactly(Action.CREATED,
                Action.DELETED);
        assertThat(after.description()).endsWith("keys.json: 2");
    }

    @Test
    void directoryIsMadeAndNobodyElseMayReadIt() throws IOException {
        Path missing = directory.resolve("a/b");
        EmbeddedKeyStore store = stores.in(missing);
        insert(store, "key", KeySecret.generate());

        await().until(() -> Files.exists(missing.resolve("keys.json")));

        assertThat(permissions(missing)).isEqualTo("rwx------");
        assertThat(permissions(missing.resolve("keys.json"))).isEqualTo("rw-------");
        assertThat(permissions(missing.resolve("keys.lock"))).isEqualTo("rw-------");
    }

    @Test
    void secretsAreNotInAnyFile() throws IOException {
        List<String> secrets = List.of(KeySecret.generate(), KeySecret.generate());
        EmbeddedKeyStore store = stores.in(directory);
        ApiKey key = insert(store, "key", secrets.get(0));
        wait(store.rotate(key.id(), KeySecret.hash(secrets.get(1)), KeySecret.hint(secrets.get(1)), NOW.plusSeconds(600),
                event(key.id(), Action.ROTATED)));
        store.close();

        for (Path file : files()) {
            String content = Files.readString(file, UTF_8);
            for (String secret : secrets) {
                assertThat(content).doesNotContain(secret, secret.substring(6, 38));
            }
        }
        assertThat(Files.readString(directory.resolve("keys.json"))).contains(secrets.stream().map(KeySecret::hash).toList());
    }

    static Stream<String> damaged() {
        String good = "{\"version\":1,\"data\":{\"keys\":[" + KEY + "],\"events\":[]}}";
        return Stream.of("", " ", "\0\0\0\0", "null", "[]", "{}", "hello", "{\"version\":1}", "{\"version\":1,\"data\":null}",
                "{\"version\":1,\"data\":{}}", "{\"version\":0,\"data\":{\"keys\":[],\"events\":[]}}",
                "{\"version\":\"1\",\"data\":{\"keys\":[],\"events\":[]}}",
                good.substring(0, good.length() / 2), good.substring(0, good.length() - 1), good + "x", good + good,
                good.replace(KEY, KEY + "," + KEY), good.replace("\"scopes\":[]", "\"scopes\":[\"everything\"]"),
                good.replace("\"active\":true,", ""), good.replace("\"secretHash\":\"aa\",", ""),
                good.replace("\"name\":", "\"nickname\":"), good.replace("\"id\":\"7", "\"id\":\"x"),
                good.replace(KEY, "null"),
                good.replace("\"metadata\":", "\"customer\":\"nobody\",\"metadata\":"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedFileStopsTheStartAndStaysAsItIs(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), content);

        assertThatThrownBy(() -> stores.in(directory))
                .hasMessageStartingWith("VoiceForge cannot start: VOICEFORGE_DATA_DIR")
                .hasMessageContaining(file.toString()).hasMessageContaining("damaged")
                .hasMessageContaining("Put a good copy in its place");

        assertThat(file).hasContent(content);
        assertThat(files()).containsExactlyInAnyOrder(file, directory.resolve("keys.lock"));
    }

    @Test
    void fileThatIsReadWithoutADefectWouldBeTaken() throws IOException {
        Files.writeString(directory.resolve("keys.json"),
                "{\"version\":1,\"data\":{\"keys\":[" + KEY + "],\"events\":[]}}");

        assertThat(wait(stores.in(directory).list(new Page(null, 10, null)))).extracting(ApiKey::settings)
                .extracting(ApiKey.Settings::name, ApiKey.Settings::rateLimits)
                .containsExactly(tuple("n", RateLimits.hourly(1)));
    }

    @Test
    void eventsOfAnEarlierVersionAreOfKeys() throws IOException {
        Files.writeString(directory.resolve("keys.json"), "{\"version\":2,\"data\":{\"keys\":[],\"events\":[{\"keyId\":"
                + "\"7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11\",\"at\":\"2026-05-01T10:00:00Z\",\"actor\":\"admin\","
                + "\"action\":\"DELETED\",\"address\":\"::1\",\"changes\":[]}]}}");

        UUID id = UUID.fromString("7b0c5b7e-6d3f-4b6e-9f43-0d3f6f6c1d11");
        assertThat(wait(stores.in(directory).events(id))).containsExactly(new AuditEvent(id,
                Instant.parse("2026-05-01T10:00:00Z"), "admin", Action.DELETED, "::1", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"version\":98,\"data\":{\"keys\":[],\"events\":[]}}", "{\"version\":99,\"future\":[1]}" })
    void fileOfANewerVersionStopsTheStartAndStaysAsItIs(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), content);

        assertThatThrownBy(() -> stores.in(directory)).hasMessageContaining("VOICEFORGE_DATA_DIR")
                .hasMessageContaining(file.toString()).hasMessageContaining("newer version");

        assertThat(file).hasContent(content);
    }

    @Test
    void fileThatCannotBeReadStopsTheStart() throws IOException {
        Path file = Files.createDirectory(directory.resolve("keys.json"));

        assertThatThrownBy(() -> stores.in(directory)).hasMessageContaining("VOICEFORGE_DATA_DIR")
                .hasMessageContaining(file.toString()).hasMessageContaining("cannot be read");
    }

    @Test
    void directoryThatCannotBeMadeOrWrittenStopsTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path unwritable = Files.createDirectories(directory.resolve("unwritable"));
        Files.createDirectory(unwritable.resolve("keys.lock"));

        assertThatThrownBy(() -> stores.in(file)).hasMessageContaining("VOICEFORGE_DATA_DIR")
                .hasMessageContaining("cannot be created").hasMessageContaining(file.toString());
        assertThatThrownBy(() -> stores.in(file.resolve("below"))).hasMessageContaining("cannot be created");
        assertThatThrownBy(() -> stores.in(unwritable)).hasMessageContaining("VOICEFORGE_DATA_DIR")
                .hasMessageContaining("cannot be written");
    }

    @Test
    void secondStoreOnOneDirectoryIsRefused() {
        EmbeddedKeyStore first = stores.in(directory);
        assertThatThrownBy(() -> stores.in(directory)).hasMessageContaining("VOICEFORGE_DATA_DIR")
                .hasMessageContaining("in use by another process");

        first.close();

        stores.in(directory);
    }

    @Test
    void linkToADirectoryWillDo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        EmbeddedKeyStore store = stores.in(link);
        insert(store, "key", KeySecret.generate());

        store.close();

        assertThat(directory.resolve("real/keys.json")).isNotEmptyFile();
    }

    @Test
    void temporaryFileOfAKilledProcessIsRemoved() throws IOException {
        Path left = Files.writeString(directory.resolve("keys.json.tmp"), "{\"version\":1,\"da");

        EmbeddedKeyStore store = stores.in(directory);

        assertThat(left).doesNotExist();
        assertThat(wait(store.list(new Page(null, 10, null)))).isEmpty();
    }

    @Test
    void writeThatFailsKeepsServingAndTheOldFileAndRecovers() throws Exception {
        List<LogRecord> log = new CopyOnWriteArrayList<>();
        Handler listener = listener(log);
        Logger.getLogger(SnapshotFile.class.getName()).addHandler(listener);
        try {
            EmbeddedKeyStore store = stores.in(directory);
            Path file = directory.resolve("keys.json");
            insert(store, "before", KeySecret.generate());
            await().until(() -> store.snapshotWrites() == 1);
            byte[] old = Files.readAllBytes(file);
            assertThat(stores.gauge(FAILING)).isZero();

            // root may write anywhere, but nobody can replace a directory that has something in it
            Path obstacle = Files.createDirectories(directory.resolve("keys.json.tmp/inside"));
            String secret = KeySecret.generate();
            ApiKey during = insert(store, "during", secret);
            await().until(() -> stores.gauge(FAILING) == 1);
            // through two more tries
            await().during(Duration.ofMillis(2500)).until(() -> log.size() == 1 && stores.gauge(FAILING) == 1);

            assertThat(wait(store.findBySecretHash(KeySecret.hash(secret)))).contains(new Found(during, null));
            assertThat(file).hasBinaryContent(old);
            assertThat(log.get(0).getThrown()).isNull();
            assertThat(log.get(0).getMessage()).contains(file.toString(), "cannot be written").doesNotContain(secret);

            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            await().until(() -> stores.gauge(FAILING) == 0);

            assertThat(Files.readString(file)).contains("before", "during");
            assertThat(log).hasSize(2);
        } finally {
            Logger.getLogger(SnapshotFile.class.getName()).removeHandler(listener);
        }
    }

    @Test
    void targetThatCannotBeReplacedLeavesNoTemporaryFile() throws Exception {
        EmbeddedKeyStore store = stores.in(directory);
        Path obstacle = Files.createDirectories(directory.resolve("keys.json/inside"));
        insert(store, "key", KeySecret.generate());

        await().until(() -> stores.gauge(FAILING) == 1);
        assertThat(directory.resolve("keys.json.tmp")).doesNotExist();
        store.close();

        assertThat(obstacle).exists();
        assertThat(store.snapshotWrites()).isZero();
    }

    @Test
    void manyChangesMakeFewWritesAndNoChangeMakesNone() {
        EmbeddedKeyStore store = stores.in(directory);
        for (int i = 0; i < 200; i++) {
            insert(store, "key " + i, KeySecret.generate());
        }
        await().until(() -> store.snapshotWrites() > 0);
        store.close();
        assertThat(store.snapshotWrites()).isLessThanOrEqualTo(5);

        EmbeddedKeyStore again = stores.in(directory);
        wait(again.delete(UUID.randomUUID(), event(UUID.randomUUID(), Action.DELETED)));
        again.close();

        assertThat(wait(again.list(new Page(null, 300, null)))).hasSize(200);
        assertThat(again.snapshotWrites()).isZero();
    }

    @Test
    @Tag("slow")
    void processThatIsKilledWhileWritingLosesNothingThatWasWritten() throws Exception {
        for (int killedAfter : new int[] { 1, 57, 120, 200 }) {
            Path own = directory.resolve("after" + killedAfter);
            Process child = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
                    System.getProperty("java.class.path"), SnapshotWriter.class.getName(), own.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            int written = 0;
            try (BufferedReader out = child.inputReader()) {
                for (String line = out.readLine(); line != null && written < killedAfter; line = out.readLine()) {
                    written = Integer.parseInt(line);
                }
                assertThatThrownBy(() -> stores.in(own)).hasMessageContaining("in use by another process");
            } finally {
                child.destroyForcibly();
            }
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(written).isEqualTo(killedAfter);

            List<ApiKey> kept = wait(stores.in(own).list(new Page(null, 1_000_000, null)));

            assertThat(kept).hasSizeGreaterThanOrEqualTo(killedAfter);
            assertThat(kept.get(kept.size() - 1).name()).isEqualTo("key 1");
            assertThat(Files.exists(own.resolve("keys.json.tmp"))).isFalse();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.toList());
        }
    }

    private static Handler listener(List<LogRecord> log) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(record);
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static ApiKey insert(EmbeddedKeyStore store, String name, String secret) {
        ApiKey key = ApiKey.create(UUID.randomUUID(), KeySecret.hint(secret), ApiKey.Settings.named(name), NOW);
        wait(store.insert(key, KeySecret.hash(secret), event(key.id(), Action.CREATED)));
        return key;
    }

    private static AuditEvent event(UUID id, Action action) {
        return new AuditEvent(id, NOW, "admin", action, "::1", List.of("name"));
    }

    private static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
