package io.voiceforge.limit;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class InProcessLimitStoreTest extends LimitStoreContract {

    private final AtomicLong clock = new AtomicLong();
    private final InProcessLimits limits = new InProcessLimits(clock::get);

    @Override
    protected List<LimitStore> replicas() {
        return List.of(limits);
    }

    @Override
    protected void at(long now) {
        clock.set(now);
    }
}
