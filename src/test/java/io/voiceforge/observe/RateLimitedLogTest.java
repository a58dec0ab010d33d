package io.voiceforge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {

    private static final String CATEGORY = RateLimitedLogTest.class.getName();

    private final java.util.logging.Logger logger = java.util.logging.Logger.getLogger(CATEGORY);
    private final List<String> lines = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private long now = Long.MAX_VALUE - 17;
    private final RateLimitedLog log = new RateLimitedLog(Logger.getLogger(CATEGORY), Logger.Level.WARN, () -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(listener);
    }

    @Test
    void aProblemThatGoesOnIsLoggedAtOnceAndThenOnceAMinute() {
        for (int second = 0; second <= 120; second++) {
            log.problem("away for %d s", second);
            now += Duration.ofSeconds(1).toNanos();
        }

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("WARN").endsWith("away for 0 s");
        assertThat(lines.get(1)).endsWith("away for 60 s");
        assertThat(lines.get(2)).endsWith("away for 120 s");
    }

    @Test
    void theEndOfAProblemIsLoggedOnceAndOnlyWhenTheProblemWas() {
        // When
        log.over("back");
        log.problem("away");
        log.over("back");
        log.over("back");

        // Then
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("INFO").endsWith("back");

        // When it is away again within the minute
        log.problem("away");
        log.over("back");

        // Then
        assertThat(lines).hasSize(2);
    }
}
