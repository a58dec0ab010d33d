package io.voiceforge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class InProcessQuotaTest {

    private static final UUID KEY = UUID.randomUUID();
    private static final YearMonth MAY = YearMonth.of(2026, 5);

    private final AtomicLong clock = new AtomicLong();
    private final InProcessLimits limits = new InProcessLimits(clock::get);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void takesWhatIsLeftAndNothingBeyondIt() {
        assertThat(reserve(MAY, 100, 60, 10)).isEqualTo(granted(30));
        assertThat(reserve(MAY, 100, 31, 10)).isEqualTo(refused(30));
        assertThat(reserve(MAY, 100, 30, 10)).isEqualTo(granted(0));
        assertThat(reserve(MAY, 100, 0, 10)).isEqualTo(granted(0));
        assertThat(reserve(MAY, 100, 1, 10)).isEqualTo(refused(0));
        assertThat(asked).hasValue(1);
    }

    @Test
    void settlingGivesBackWhatWasNotUsedAndTakesWhatWasUsedBeyond() {
        // Given
        reserve(MAY, 100, 60, 0);

        // When
        limits.settle(KEY, MAY, QuotaUnit.TOKENS, -20);

        // Then
        assertThat(reserve(MAY, 100, 10, 0)).isEqualTo(granted(50));
        limits.settle(KEY, MAY, QuotaUnit.TOKENS, 100);
        assertThat(reserve(MAY, 100, 1, 0)).isEqualTo(refused(0));
        assertThat(reserve(MAY, 1000, 1, 0)).isEqualTo(granted(849));
    }

    @Test
    void unitsAndKeysDoNotTouchEachOther() {
        // Given
        reserve(MAY, 100, 100, 0);

        // Then
        assertThat(limits.reserve(KEY, MAY, QuotaUnit.CHARACTERS, 100, 1, () -> recorded(0)).await().indefinitely())
                .isEqualTo(granted(99));
        assertThat(limits.reserve(UUID.randomUUID(), MAY, QuotaUnit.TOKENS, 100, 1, () -> recorded(0)).await()
                .indefinitely()).isEqualTo(granted(99));
    }

    @Test
    void aNewMonthBeginsWithItsOwnRecordsAndTheOldOneIsForgotten() {
        // Given
        reserve(MAY, 100, 100, 0);

        // When
        QuotaDecision decision = reserve(MAY.plusMonths(1), 100, 10, 5);
        limits.settle(KEY, MAY, QuotaUnit.TOKENS, -50);

        // Then
        assertThat(decision).isEqualTo(granted(85));
        assertThat(reserve(MAY.plusMonths(1), 100, 0, 0)).isEqualTo(granted(85));
        limits.sweep();
        assertThat(limits.keyCount()).isEqualTo(1);
        limits.reserve(UUID.randomUUID(), MAY.plusMonths(2), QuotaUnit.TOKENS, 1, 0, () -> recorded(0)).await().indefinitely();
        limits.sweep();
        assertThat(limits.keyCount()).isEqualTo(1);
    }

    @Test
    void theRecordsAreAskedOnceWhileAllWait() {
        // Given
        CompletableFuture<Long> records = new CompletableFuture<>();
        List<UniAssertSubscriber<QuotaDecision>> waiting = new ArrayList<>();

        // When
        for (int i = 0; i < 10; i++) {
            waiting.add(limits.reserve(KEY, MAY, QuotaUnit.TOKENS, 100, 20, () -> {
                asked.incrementAndGet();
                return Uni.createFrom().completionStage(records);
            }).subscribe().withSubscriber(UniAssertSubscriber.create()));
        }
        waiting.get(0).assertNotTerminated().cancel();
        records.complete(20L);

        // Then
        assertThat(asked).hasValue(1);
        assertThat(waiting.subList(1, 10)).extracting(subscriber -> subscriber.awaitItem().getItem())
                .containsExactlyInAnyOrder(granted(60), granted(40), granted(20), granted(0), refused(0), refused(0),
                        refused(0),
                        refused(0), refused(0));
    }

    @Test
    void recordsThatFailCountAsNothingAndAreAskedAgainLater() {
        // When
        QuotaDecision decision = limits.reserve(KEY, MAY, QuotaUnit.TOKENS, 100, 20, () -> {
            throw new IllegalStateException("away");
        }).await().indefinitely();

        // Then
        assertThat(decision).isEqualTo(granted(80));
        assertThat(reserve(MAY, 100, 20, 70)).isEqualTo(granted(60));
        assertThat(asked).hasValue(0);

        // When
        clock.addAndGet(InProcessLimits.ASK_AGAIN.toNanos());

        // Then
        assertThat(reserve(MAY, 100, 10, 70)).isEqualTo(granted(50));
        assertThat(reserve(MAY, 100, 10, 70)).isEqualTo(granted(20));
        assertThat(asked).hasValue(1);
    }

    private QuotaDecision reserve(YearMonth month, long limit, long amount, long recorded) {
        return limits.reserve(KEY, month, QuotaUnit.TOKENS, limit, amount, () -> recorded(recorded)).await().indefinitely();
    }

    private Uni<Long> recorded(long amount) {
        asked.incrementAndGet();
        return Uni.createFrom().item(amount);
    }

    private static QuotaDecision granted(long left) {
        return new QuotaDecision(true, left);
    }

    private static QuotaDecision refused(long left) {
        return new QuotaDecision(false, left);
    }
}
