package io.voiceforge.limit;

import java.util.concurrent.atomic.AtomicLong;

class InProcessRateLimitTest extends RateLimitContract {

    private final AtomicLong clock = new AtomicLong();
    private final InProcessLimits limits = new InProcessLimits(clock::get);

    @Override
    protected Admission admit(Limits ofKey, String requestId, long now) {
        clock.set(now);
        return limits.admit(ofKey, requestId).await().indefinitely();
    }
}
