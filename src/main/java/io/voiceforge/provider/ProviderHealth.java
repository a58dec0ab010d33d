package io.voiceforge.provider;

import java.util.Locale;

import io.smallrye.mutiny.Uni;

/** Whether a provider can be reached. */
public interface ProviderHealth extends ProviderAdapter {

    /** A provider's condition. */
    enum Status {
        NOT_CONFIGURED,
        /** Configured, and of a kind that cannot be probed. */
        UNKNOWN,
        UP,
        /** Sleeping, building or restarting. */
        WAKING,
        DOWN,
        /** It refuses the operator's credentials or address. */
        MISCONFIGURED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The condition now, or at most half a minute ago. Never fails, and answers within 3 s. */
    Uni<Status> status();

    /** Which of several possibilities is in use, for example an engine's name; null when there is only one. */
    default String engine() {
        return null;
    }
}
