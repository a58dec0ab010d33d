package io.voiceforge.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.Flow;
import io.voiceforge.flow.FlowStore;
import io.voiceforge.flow.FlowStore.Page;
import io.voiceforge.flow.FlowStoreContract;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.key.KeyStore;
import io.voiceforge.observe.Metrics;

class EmbeddedFlowStoreTest extends FlowStoreContract {

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Metrics metrics = new Metrics(meters);
    private DataDirectory data = new DataDirectory(null, metrics, Duration.ofMillis(10));
    private EmbeddedKeyStore keys = new EmbeddedKeyStore(data, new AuditTrail(), metrics);
    private EmbeddedFlowStore store = new EmbeddedFlowStore(data, keys, metrics);

    @AfterEach
    void close() {
        store.close();
        keys.close();
        data.close();
    }

    @Test
    void keepsFlowsInItsFile() {
        // Given
        reopen();
        Flow flow = insert(insertKey(), "flow", NOW);
        Flow ofDefaultKey = insert(DefaultKey.ID, "of the default key", NOW);
        Path file = directory.resolve("flows.json");
        Awaitility.await().until(() -> Files.exists(file) && Files.readString(file).contains(ofDefaultKey.id().toString()));

        // When
        reopen();

        // Then
        assertThat(await(store.find(flow.keyId(), flow.id()))).contains(flow);
        assertThat(await(store.find(DefaultKey.ID, ofDefaultKey.id()))).contains(ofDefaultKey);
        assertThat(store.size()).isEqualTo(2);

        // And what has changed since, at once before the end, is kept too
        await(store.delete(flow.keyId(), flow.id(), before -> {
        }));
        reopen();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void aDeletedKeysFlowsLeaveTheFileToo() throws Exception {
        reopen();
        UUID key = insertKey();
        rename(insert(key, "flow", NOW), "renamed");
        deleteKey(key);

        close();

        assertThat(Files.readString(directory.resolve("flows.json"))).doesNotContain(key.toString());
    }

    @Test
    void leavesOutFlowsWhoseKeyHasNotComeBack() throws Exception {
        reopen();
        Flow flow = insert(insertKey(), "flow", NOW);
        close();
        Files.delete(directory.resolve("keys.json"));

        reopen();

        assertThat(await(store.find(flow.keyId(), flow.id()))).isEmpty();
        assertThat(store.size()).isZero();
    }

    @Test
    void aDamagedGraphEndsTheStart() throws Exception {
        reopen();
        insert(DefaultKey.ID, "flow", NOW);
        close();
        Path file = directory.resolve("flows.json");
        Files.writeString(file, Files.readString(file).replace("\\\"nodes\\\"", "\\\"nodez\\\""));

        assertThatThrownBy(this::reopen).hasMessageContaining("flows.json").hasMessageContaining("damaged");
    }

    @Test
    void allFlowsTogetherAreBounded() {
        // Given
        store = new EmbeddedFlowStore(data, keys, metrics, new FlowTable(2, 1000));
        Flow first = insert(DefaultKey.ID, "first", NOW);
        insert(DefaultKey.ID, "second", NOW);

        // Then
        assertThatThrownBy(() -> insert(DefaultKey.ID, "third", NOW)).isInstanceOf(ApiException.class)
                .extracting("code").isEqualTo(ErrorCode.OVERLOADED);
        assertThatThrownBy(() -> rename(first, "x".repeat(1000))).isInstanceOf(ApiException.class)
                .extracting("code").isEqualTo(ErrorCode.OVERLOADED);
        assertThat(await(store.find(DefaultKey.ID, first.id()))).contains(first);

        // And what makes room may always be done
        rename(first, "y");
        await(store.delete(DefaultKey.ID, first.id(), before -> {
        }));
        insert(DefaultKey.ID, "third", NOW);
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void earlierVersionsTakeOnlyTheRoomThatFlowsLeave() {
        // Given
        store = new EmbeddedFlowStore(data, keys, metrics, new FlowTable(10, 2 * FlowTable.VERSION_CHARS + 1000));
        Flow flow = insert(DefaultKey.ID, "flow", NOW);
        Flow other = insert(DefaultKey.ID, "other", NOW);

        // When
        rename(flow, "a");
        rename(other, "b");
        rename(flow, "c");

        // Then
        assertThat(await(store.versions(DefaultKey.ID, flow.id()))).extracting(Flow.Summary::version).containsExactly(3L, 2L);
        assertThat(await(store.versions(DefaultKey.ID, other.id()))).extracting(Flow.Summary::version).containsExactly(2L, 1L);

        // And flows go first
        rename(flow, "x".repeat(1500));
        assertThat(await(store.versions(DefaultKey.ID, flow.id()))).hasSize(1);
        assertThat(await(store.versions(DefaultKey.ID, other.id()))).hasSize(1);
    }

    @Test
    void keepsVersionsInItsFileAndReadsOneThatHasNone() throws Exception {
        reopen();
        Flow flow = insert(DefaultKey.ID, "flow", NOW);
        rename(flow, "renamed");
        List<Flow.Summary> versions = await(store.versions(DefaultKey.ID, flow.id()));

        reopen();

        assertThat(versions).hasSize(2);
        assertThat(await(store.versions(DefaultKey.ID, flow.id()))).isEqualTo(versions);
        assertThat(await(store.findVersion(DefaultKey.ID, flow.id(), 1))).contains(flow);

        // And the file of the release before, which had flows only
        close();
        Path file = directory.resolve("flows.json");
        JsonObject written = new JsonObject(Files.readString(file)).put("version", 1);
        written.getJsonObject("data").remove("earlier");
        Files.writeString(file, written.encode());
        reopen();
        assertThat(await(store.versions(DefaultKey.ID, flow.id()))).containsExactly(versions.get(0));
    }

    @Test
    void countsItsFlows() {
        insert(DefaultKey.ID, "flow", NOW);

        assertThat(meters.get("voiceforge.store.flows").gauge().value()).isEqualTo(1);
    }

    @Test
    void nothingHappensBeforeAnybodySubscribes() {
        store.insert(flow(DefaultKey.ID, "flow", NOW), 1);

        assertThat(await(store.list(DefaultKey.ID, new Page(10, null)))).isEmpty();
    }

    @Override
    protected FlowStore store() {
        return store;
    }

    @Override
    protected KeyStore keys() {
        return keys;
    }

    private void rename(Flow flow, String name) {
        Flow.Content content = flow.content();
        await(store.update(flow.keyId(), flow.id(), before -> new Flow(flow.id(), flow.keyId(),
                new Flow.Content(name, content.description(), content.configuration(), content.graph()),
                before.version() + 1, NOW, NOW)));
    }

    /** Closes what is open and begins anew with what the directory has. */
    private void reopen() {
        close();
        data = new DataDirectory(directory, metrics, Duration.ofMillis(10));
        keys = new EmbeddedKeyStore(data, new AuditTrail(), metrics);
        store = new EmbeddedFlowStore(data, keys, metrics);
    }
}
