package io.voiceforge.provider;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is peculiar to a server that has its name from the configuration.
 *
 * @param voices the server's names of voices, by a library voice, a language, a gender, both, or {@code default}; keys are in
 *        lower case
 * @param format what speech is asked for as, in lower case; empty if the gateway chooses
 * @param firstByte how long it may take to its first byte; empty for the usual limit
 * @param transcriptionPath begins with a slash; empty for the dialect's own
 * @param members optional members that it is known to take
 */
public record NamedServer(Map<String, String> voices, Optional<String> format, Optional<Duration> firstByte,
        Optional<String> transcriptionPath, Set<String> members) {

    /** How to speak. */
    public static final String INSTRUCTIONS = "instructions";
    /** That a stream of chat reports its tokens. */
    public static final String STREAM_OPTIONS = "stream_options";
}
