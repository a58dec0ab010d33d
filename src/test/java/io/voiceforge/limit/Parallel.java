package io.voiceforge.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Many threads that ask at once. */
public final class Parallel {

    private Parallel() {
    }

    /** How many of {@code times} questions, numbered from 0, are admitted. */
    public static int admitted(int threads, int times, IntFunction<Admission> ask) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            work.add(() -> {
                int passed = 0;
                for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                    passed += ask.apply(i).isAdmitted() ? 1 : 0;
                }
                return passed;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            int sum = 0;
            for (Future<Integer> part : pool.invokeAll(work, 60, TimeUnit.SECONDS)) {
                sum += part.get();
            }
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }
}
