package io.voiceforge.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

class CodecPoolTest {

    private final CodecPool pool = new CodecPool();

    @Test
    void refusesWorkWhenTheQueueIsFullAndTakesItAgainLater() throws InterruptedException {
        // Given threads that are all busy, and a full queue
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(threads + CodecPool.MAX_QUEUED);
        for (int i = 0; i < threads + CodecPool.MAX_QUEUED; i++) {
            pool.execute(() -> {
                awaitQuietly(release);
                done.countDown();
            });
        }
        assertThat(pool.queued()).isEqualTo(CodecPool.MAX_QUEUED);

        // When
        assertThatThrownBy(() -> pool.execute(() -> {
        })).isInstanceOfSatisfying(ApiException.class, failure -> {
            // Then
            assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        });

        // When
        release.countDown();
        // Then
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch again = new CountDownLatch(1);
        pool.execute(again::countDown);
        assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
        pool.stop();
    }

    @Test
    void doesNotKeepTheProcessAliveAndTakesNothingOnceStopped() throws InterruptedException {
        // Given
        CountDownLatch ran = new CountDownLatch(1);
        pool.execute(() -> {
            if (Thread.currentThread().isDaemon()) {
                ran.countDown();
            }
        });
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();

        // When
        pool.stop();

        // Then
        assertThatThrownBy(() -> pool.execute(() -> {
        })).isInstanceOf(ApiException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
