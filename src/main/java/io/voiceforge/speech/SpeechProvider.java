package io.voiceforge.speech;

import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.audio.AudioStream;
import io.voiceforge.call.Call;

/** Turns text into audio. Implementations never block the calling thread. */
public interface SpeechProvider {

    /** The formats in which it may answer; empty when it is not configured. */
    Set<AudioFormat> formats();

    /**
     * Speaks. Completes when the first byte is there, or fails with a {@link io.voiceforge.error.ProviderFailure}; whatever has
     * been opened is closed when the call is cancelled.
     *
     * @param request {@code request.spokenFormat()} is what is wanted most; a provider that can give it should
     */
    Uni<AudioStream> speak(SpeechRequest request, Call call);
}
