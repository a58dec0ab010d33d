package io.voiceforge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Action;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.FlowStore.Page;
import io.voiceforge.flow.FlowStore.Position;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.key.KeySecret;
import io.voiceforge.key.KeyStore;

/** What every store of flows does. */
public abstract class FlowStoreContract {

    protected static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    /** The stores under test; empty at the start of each test, and callable from any thread. */
    protected abstract FlowStore store();

    protected abstract KeyStore keys();

    @Test
    public void givesBackExactlyWhatItHasBeenGiven() {
        // Given
        Graph graph = new Graph(List.of(
                Graphs.node("nöde 🔑 '; drop table agent_flow;--", "of no type",
                        "{'b':[1,1.50,1e400,-0,null,true,'\\u0000 é'],'a':{}}"),
                Graphs.node("nöde 🔑 '; drop table agent_flow;--", "end_call", "{'saveTranscript':false}")),
                List.of(new Edge("e", "x", "nöde", "läbel", "smooth"), new Edge("e", "x", "y", null, null)));
        Flow flow = new Flow(UUID.randomUUID(), insertKey(),
                new Flow.Content("Zoë’s キー 🔑", "Line\nline", "{\"b\": 1.0,  \"a\":[null, \"\\u0000\", 12345678901234567890]}",
                        graph),
                7, NOW, NOW.plusNanos(1000));

        // When
        await(store().insert(flow, 1));

        // Then
        Flow found = await(store().find(flow.keyId(), flow.id())).orElseThrow();
        assertThat(found).isEqualTo(flow);
        assertThat(GraphJson.write(found.content().graph())).isEqualTo(GraphJson.write(graph));
        assertThat(await(store().list(flow.keyId(), new Page(10, null)))).containsExactly(flow.summary());
    }

    @Test
    public void findsNothingThatIsNotThere() {
        UUID key = insertKey();
        UUID id = UUID.randomUUID();

        assertThat(await(store().find(key, id))).isEmpty();
        assertThat(await(store().list(key, new Page(10, null)))).isEmpty();
        assertThat(await(store().versions(key, id))).isEmpty();
        assertThat(await(store().findVersion(key, id, 1))).isEmpty();
        assertThat(await(store().update(key, id, flow -> flow))).isEmpty();
        assertThat(await(store().delete(key, id, flow -> {
        }))).isFalse();
    }

    @Test
    public void whatBelongsToAnotherKeyIsNotThere() {
        Flow flow = insert(insertKey(), "mine", NOW);
        UUID other = insertKey();
        AtomicInteger seen = new AtomicInteger();

        assertThat(await(store().find(other, flow.id()))).isEmpty();
        assertThat(await(store().list(other, new Page(10, null)))).isEmpty();
        assertThat(await(store().versions(other, flow.id()))).isEmpty();
        assertThat(await(store().findVersion(other, flow.id(), 1))).isEmpty();
        assertThat(await(store().update(other, flow.id(), before -> {
            seen.incrementAndGet();
            return before;
        }))).isEmpty();
        assertThat(await(store().delete(other, flow.id(), before -> seen.incrementAndGet()))).isFalse();

        assertThat(seen).hasValue(0);
        assertThat(await(store().find(flow.keyId(), flow.id()))).contains(flow);
    }

    @Test
    public void replacesAFlowAsAWhole() {
        Flow flow = insert(insertKey(), "before", NOW);
        Flow.Content content = new Flow.Content("after", null, "{\"a\":1}", Graphs.of("z:end_call{}", "z>z"));

        Optional<Flow> updated = await(store().update(flow.keyId(), flow.id(),
                before -> before.with(content, NOW.plusSeconds(1))));

        Flow expected = new Flow(flow.id(), flow.keyId(), content, 2, NOW, NOW.plusSeconds(1));
        assertThat(updated).contains(expected);
        assertThat(await(store().find(flow.keyId(), flow.id()))).contains(expected);
    }

    @Test
    public void keepsWhatAFlowWasBefore() {
        Flow first = insert(insertKey(), "first", NOW);
        Flow second = change(first, "second", 1);
        Flow third = change(second, "third", 2);

        assertThat(await(store().versions(first.keyId(), first.id())))
                .containsExactly(third.summary(), second.summary(), first.summary());
        for (Flow version : List.of(first, second, third)) {
            assertThat(await(store().findVersion(first.keyId(), first.id(), version.version()))).contains(version);
        }
        assertThat(await(store().findVersion(first.keyId(), first.id(), 4))).isEmpty();
        assertThat(await(store().findVersion(insertKey(), first.id(), 1))).isEmpty();

        // And all of it goes with the flow
        await(store().delete(first.keyId(), first.id(), before -> {
        }));
        assertThat(await(store().versions(first.keyId(), first.id()))).isEmpty();
        assertThat(await(store().findVersion(first.keyId(), first.id(), 1))).isEmpty();
    }

    @Test
    public void keepsTheLastTwentyVersions() {
        Flow other = change(insert(insertKey(), "other", NOW), "changed", 1);
        Flow flow = insert(insertKey(), "flow", NOW);
        for (int i = 1; i <= 24; i++) {
            flow = change(flow, "change " + i, i);
        }

        assertThat(await(store().versions(flow.keyId(), flow.id()))).extracting(Flow.Summary::version)
                .containsExactlyElementsOf(LongStream.iterate(25, version -> version - 1).limit(20).boxed().toList());
        assertThat(await(store().findVersion(flow.keyId(), flow.id(), 6)).orElseThrow().content().name())
                .isEqualTo("change 5");
        assertThat(await(store().findVersion(flow.keyId(), flow.id(), 5))).isEmpty();
        assertThat(await(store().versions(other.keyId(), other.id()))).hasSize(2);
    }

    @Test
    public void aChangeOrADeletionThatFailsChangesNothing() {
        Flow flow = insert(insertKey(), "flow", NOW);

        assertThatThrownBy(() -> await(store().update(flow.keyId(), flow.id(), before -> {
            throw FlowFailures.changed();
        }))).isInstanceOf(ApiException.class).extracting("code").isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThatThrownBy(() -> await(store().delete(flow.keyId(), flow.id(), before -> {
            assertThat(before).isEqualTo(flow);
            throw FlowFailures.changed();
        }))).isInstanceOf(ApiException.class).extracting("code").isEqualTo(ErrorCode.PRECONDITION_FAILED);

        assertThat(await(store().find(flow.keyId(), flow.id()))).contains(flow);
        assertThat(await(store().versions(flow.keyId(), flow.id()))).containsExactly(flow.summary());
    }

    @Test
    public void losesNoChangeOfManyAtOnce() {
        Flow flow = insert(insertKey(), "", NOW);

        inParallel(20, i -> await(store().update(flow.keyId(), flow.id(), before -> before.with(
                new Flow.Content(before.content().name() + (char) ('a' + i), null, "{}", Graph.EMPTY), NOW))));

        Flow after = await(store().find(flow.keyId(), flow.id())).orElseThrow();
        assertThat(after.version()).isEqualTo(21);
        assertThat(after.content().name().chars().sorted().mapToObj(Character::toString).collect(Collectors.joining()))
                .isEqualTo("abcdefghijklmnopqrst");
    }

    @Test
    public void deletesOneFlow() {
        UUID key = insertKey();
        Flow flow = insert(key, "flow", NOW);
        Flow other = insert(key, "other", NOW.plusSeconds(1));

        assertThat(await(store().delete(key, flow.id(), before -> {
        }))).isTrue();

        assertThat(await(store().find(key, flow.id()))).isEmpty();
        assertThat(await(store().list(key, new Page(10, null)))).containsExactly(other.summary());
    }

    @Test
    public void keepsNoMoreThanAKeyMayHaveHoweverTheyCome() {
        UUID key = insertKey();
        AtomicInteger refused = new AtomicInteger();

        inParallel(12, i -> {
            try {
                await(store().insert(flow(key, "flow", NOW), 5));
            } catch (ApiException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                refused.incrementAndGet();
            }
        });

        assertThat(refused).hasValue(7);
        List<Flow.Summary> kept = await(store().list(key, new Page(100, null)));
        assertThat(kept).hasSize(5);

        // And there is room again for each that goes, and others have their own
        await(store().delete(key, kept.get(0).id(), before -> {
        }));
        await(store().insert(flow(key, "again", NOW), 5));
        await(store().insert(flow(insertKey(), "other", NOW), 1));
    }

    @Test
    public void aKeyTakesItsFlowsWithIt() {
        UUID key = insertKey();
        Flow flow = insert(key, "flow", NOW);
        Flow other = insert(insertKey(), "other", NOW);

        deleteKey(key);

        assertThat(await(store().find(key, flow.id()))).isEmpty();
        assertThat(await(store().list(key, new Page(10, null)))).isEmpty();
        assertThat(await(store().find(other.keyId(), other.id()))).contains(other);
    }

    @Test
    public void aKeyThatIsGoneGetsNoFlow() {
        UUID key = insertKey();
        deleteKey(key);

        assertThatThrownBy(() -> await(store().insert(flow(key, "flow", NOW), 5)))
                .isInstanceOf(ApiException.class).extracting("code").isEqualTo(ErrorCode.INVALID_API_KEY);
        assertThat(await(store().list(key, new Page(10, null)))).isEmpty();
    }

    @Test
    public void theDefaultKeyHasFlowsAlthoughItIsInNoStore() {
        Flow flow = insert(DefaultKey.ID, "flow", NOW);

        assertThat(await(store().find(DefaultKey.ID, flow.id()))).contains(flow);
        assertThat(await(store().update(DefaultKey.ID, flow.id(), before -> before.with(flow.content(), NOW))))
                .isPresent();
        assertThat(await(store().delete(DefaultKey.ID, flow.id(), before -> {
        }))).isTrue();
    }

    @Test
    public void pagesThroughFlowsNewestFirstWithoutGapOrRepetition() {
        UUID key = insertKey();
        List<Flow> flows = IntStream.range(0, 25).mapToObj(i -> insert(key, "flow " + i, NOW.plusSeconds(i / 9))).toList();
        insert(insertKey(), "other", NOW);

        List<Flow.Summary> listed = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Position after = null;
        do {
            List<Flow.Summary> page = await(store().list(key, new Page(10, after)));
            listed.addAll(page);
            sizes.add(page.size());
            Flow.Summary last = page.isEmpty() ? null : page.get(page.size() - 1);
            after = last == null ? null : new Position(last.createdAt(), last.id());
        } while (after != null);

        assertThat(sizes).containsExactly(10, 10, 5, 0);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(flows.stream().map(Flow::summary).toList());
        // as UUIDs are written, which is how PostgreSQL compares them
        assertThat(listed).extracting(flow -> flow.createdAt() + " " + flow.id())
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    protected Flow insert(UUID keyId, String name, Instant createdAt) {
        Flow flow = flow(keyId, name, createdAt);
        await(store().insert(flow, 100));
        return flow;
    }

    private Flow change(Flow flow, String name, int secondsLater) {
        Flow.Content content = new Flow.Content(name, null, "{\"at\":" + secondsLater + "}", Graphs.of("z:end_call{}"));
        return await(store().update(flow.keyId(), flow.id(), before -> before.with(content, NOW.plusSeconds(secondsLater))))
                .orElseThrow();
    }

    protected static Flow flow(UUID keyId, String name, Instant createdAt) {
        return new Flow(UUID.randomUUID(), keyId,
                new Flow.Content(name, "what it does", "{}",
                        Graphs.of("a:subagent{'systemPrompt':'x'}", "z:end_call{}", "a>z")),
                1, createdAt, createdAt);
    }

    protected UUID insertKey() {
        ApiKey key = ApiKey.create(UUID.randomUUID(), "hint", ApiKey.Settings.named("key"), NOW);
        await(keys().insert(key, KeySecret.hash(KeySecret.generate()), event(key.id(), Action.CREATED)));
        return key.id();
    }

    protected void deleteKey(UUID id) {
        assertThat(await(keys().delete(id, event(id, Action.DELETED)))).isTrue();
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }

    private static AuditEvent event(UUID id, Action action) {
        return new AuditEvent(id, NOW, "admin", action, "::1", List.of());
    }

    private static void inParallel(int times, IntConsumer action) {
        Stream<CompletableFuture<Void>> all = IntStream.range(0, times)
                .mapToObj(i -> CompletableFuture.runAsync(() -> action.accept(i)));
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }
}
