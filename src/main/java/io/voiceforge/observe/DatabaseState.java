package io.voiceforge.observe;

import java.util.Locale;

import io.smallrye.mutiny.Uni;

/** Whether what this process stores is safe and sound. */
public interface DatabaseState {

    enum Status {
        NOT_CONFIGURED,
        CONNECTED,
        DISCONNECTED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The state now; never fails, and answers within 3 s. */
    Uni<Status> status();
}
