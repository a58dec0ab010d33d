package io.voiceforge.dialect;

import io.vertx.core.MultiMap;
import io.voiceforge.call.Call;
import io.voiceforge.call.Provider;
import io.voiceforge.observe.AccessLog;

/** What answers say about how they came about. */
public final class AnswerHeaders {

    private AnswerHeaders() {
    }

    /** Notes that the first byte of the answer is there, and writes who gave it and how long it took. */
    public static void answered(Call call, Provider provider, MultiMap headers) {
        call.answeredBy(provider);
        headers.set("X-Processing-Time", call.firstByteNanos() / 1_000_000 + "ms");
        headers.set("X-VoiceForge-Provider", provider.wireName());
        overhead(call, headers);
    }

    /** The gateway's own part of the time, once a provider has been asked. Also for answers that are errors. */
    static void overhead(Call call, MultiMap headers) {
        if (call != null && (call.provider() != null || call.hasWaitedForProvider())) {
            headers.set("X-VoiceForge-Overhead-Ms", AccessLog.millis(call.overheadNanos()));
        }
    }
}
