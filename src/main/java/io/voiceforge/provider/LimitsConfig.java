package io.voiceforge.provider;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.voiceforge.call.Operation;

/** Time limits and bounds towards providers; all of them, for every operation. */
@ConfigMapping(prefix = "voiceforge.limits")
public interface LimitsConfig {

    /** To open a connection. */
    @DurationMin(millis = 1)
    @WithDefault("2s")
    Duration connect();

    /** From the request to a provider until the first byte of its answer. */
    @DurationMin(millis = 1)
    @WithDefault("10s")
    Duration firstByte();

    /** The same for an answer in chat that is read as a whole: models take as long as it is long. */
    @DurationMin(millis = 1)
    @WithDefault("90s")
    Duration chatAnswer();

    /** The same for a transcription, whose answer begins when all of the audio has been heard. */
    @DurationMin(millis = 1)
    @WithDefault("60s")
    Duration transcriptionFirstByte();

    /** Between two chunks of a running answer while the caller is ready for more. */
    @DurationMin(millis = 1)
    @WithDefault("15s")
    Duration idle();

    /** From when a provider has begun a stream of events until its first event: reasoning models take minutes. */
    @DurationMin(millis = 1)
    @WithDefault("3m")
    Duration streamFirstEvent();

    /** Between two chunks of a stream of events, comments included, while the caller is ready for more. */
    @DurationMin(millis = 1)
    @WithDefault("60s")
    Duration streamIdle();

    /** From the caller's request, or from when its upload is there, through all providers to the first byte. */
    @DurationMin(millis = 1)
    @WithDefault("20s")
    Duration chain();

    /** The same for a transcription. */
    @DurationMin(millis = 1)
    @WithDefault("90s")
    Duration transcriptionChain();

    /** The part of {@code chain} that remote providers leave to the local engine. */
    @DurationMin
    @WithDefault("2s")
    Duration localReserve();

    /**
     * Connections to one provider that are in use at once; as many requests again may wait for one. Idle ones are kept for 20 s, by
     * each event loop for itself.
     */
    @Min(1)
    @WithDefault("256")
    int connections();

    /** Of answers in chat that are read as a whole: who is asked next has as much time as in other chat. */
    default TimeLimits ofWholeChat() {
        Duration all = chatAnswer().plus(chain());
        return new TimeLimits(chatAnswer(), all, all, streamFirstEvent());
    }

    /** The limits of an operation. */
    default TimeLimits of(Operation operation) {
        return operation == Operation.TRANSCRIPTION
                ? new TimeLimits(transcriptionFirstByte(), transcriptionChain(), transcriptionChain(), streamFirstEvent())
                : new TimeLimits(firstByte(), chain().minus(localReserve()), chain(), streamFirstEvent());
    }
}
