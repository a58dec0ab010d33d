package io.voiceforge.provider.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What runs on this machine. */
@ConfigMapping(prefix = "voiceforge.local")
interface LocalConfig {

    /** The {@code espeak-ng} program; searched for on the {@code PATH} if absent. */
    Optional<String> espeakPath();

    /** Whether {@code espeak-ng} is used if it is installed. */
    @WithDefault("true")
    boolean espeakEnabled();

    /**
     * The maximum number of concurrent local speech streams. Up to sixteen times as many wait; others are rejected with 503.
     */
    @Min(1)
    @WithDefault("16")
    int maxConcurrent();

    /** How long a caller waits for a local speech stream to end before the request is rejected with 503. */
    @WithDefault("5s")
    @DurationMin
    Duration maxWait();

    /** The program that transcribes if no other provider does, {@code pocketsphinx}; none if absent. */
    Optional<String> transcription();

    /** Any other such program, see {@link CommandTemplate}. */
    Optional<String> transcriptionCommand();

    /** The languages that the program of the command knows, as codes; the first is its own. Any if absent. */
    Optional<List<String>> transcriptionLanguages();

    /** The maximum number of these programs at once. Up to sixteen times as many callers wait; others are rejected with 503. */
    @Min(1)
    @WithDefault("2")
    int transcriptionProcesses();
}
