package io.voiceforge.observe;

import java.util.Locale;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Provider;

/** What an operator sees of a provider. Each remote or local provider has one implementation. */
public interface ProviderState {

    /** A provider's condition. */
    enum Status {
        NOT_CONFIGURED,
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

    Provider provider();

    /** The condition now, or as it was at most half a minute ago; never fails, and answers within 3 s. */
    Uni<Status> status();

    /** What is in use of several possibilities, for example an engine's name; null when there is only one. */
    default String engine() {
        return null;
    }

    /** The state of each breaker (closed, half_open, open) by the operation's name. */
    default Map<String, String> breakers() {
        return Map.of();
    }
}
