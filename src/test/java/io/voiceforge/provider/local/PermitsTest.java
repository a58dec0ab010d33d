package io.voiceforge.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.voiceforge.call.Cancellation;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

class PermitsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void whoFindsNoPlaceWaitsForOneInTurn() {
        Permits places = new Permits(1);
        Runnable first = take(places, LONG).assertCompleted().getItem();
        UniAssertSubscriber<Runnable> second = take(places, LONG);
        UniAssertSubscriber<Runnable> third = take(places, LONG);

        second.assertNotTerminated();
        first.run();
        first.run();

        Runnable place = second.assertCompleted().getItem();
        third.assertNotTerminated();
        place.run();
        third.assertCompleted();
    }

    @Test
    void patienceEndsAndTheTurnGoesToTheNext() {
        Permits places = new Permits(1);
        Runnable first = take(places, LONG).assertCompleted().getItem();
        UniAssertSubscriber<Runnable> impatient = take(places, Duration.ofMillis(20));
        UniAssertSubscriber<Runnable> patient = take(places, LONG);

        assertThat(((ApiException) impatient.awaitFailure(LONG).getFailure()).code()).isEqualTo(ErrorCode.OVERLOADED);
        first.run();

        patient.assertCompleted();
        assertThat(places.waiting()).isZero();
    }

    @Test
    void whoLeavesGivesUpHisTurnAndHisPlace() {
        Permits places = new Permits(1);
        Cancellation inside = call();
        places.take(LONG, inside).subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();
        Cancellation leaving = call();
        UniAssertSubscriber<Runnable> gone = places.take(LONG, leaving).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<Runnable> staying = take(places, LONG);

        leaving.cancel();
        gone.assertFailedWith(CancellationException.class);
        assertThat(places.waiting()).isEqualTo(1);
        inside.cancel();

        staying.assertCompleted();
    }

    @Test
    void tooManyWaitingAreSentAwayAtOnce() {
        Permits places = new Permits(1);
        take(places, LONG).assertCompleted();
        for (int i = 0; i < Permits.WAITING_PER_PERMIT; i++) {
            take(places, LONG).assertNotTerminated();
        }

        assertThat(((ApiException) take(places, LONG).assertFailed().getFailure()).code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void noPlaceIsLostOrGivenTwiceWhenCallersComeAndGo() throws InterruptedException {
        Permits places = new Permits(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch done = new CountDownLatch(8);
        for (int t = 0; t < 8; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 2000; i++) {
                    Cancellation call = call();
                    UniAssertSubscriber<Runnable> caller = UniAssertSubscriber.create();
                    places.take(LONG, call).subscribe().withSubscriber(caller);
                    if (i % 3 == 0) {
                        call.cancel();
                    } else {
                        Runnable place = caller.awaitItem(LONG).getItem();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        place.run();
                    }
                }
                done.countDown();
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(most.get()).isLessThanOrEqualTo(3);
        List<UniAssertSubscriber<Runnable>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(take(places, LONG));
        }
        all.forEach(UniAssertSubscriber::assertCompleted);
        take(places, LONG).assertNotTerminated();
    }

    private static UniAssertSubscriber<Runnable> take(Permits places, Duration patience) {
        return places.take(patience, call()).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Cancellation call() {
        return new Cancellation();
    }
}
