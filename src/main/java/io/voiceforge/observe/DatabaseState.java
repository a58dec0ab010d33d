package io.voiceforge.observe;

import java.util.Locale;

import io.smallrye.mutiny.Uni;

/** The state of the configured database, if any. */
public interface DatabaseState {

    enum Status {
        NOT_CONFIGURED,
        CONNECTED,
        DISCONNECTED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The current state; never fails, and completes within 3 s. */
    Uni<Status> status();
}
