package io.voiceforge.price;

import java.util.Optional;

/**
 * What a provider charges for one model, in micro-dollars; null for what it does not charge by. What is used of something else
 * has no price: its cost is unknown, not 0.
 *
 * @param inputTokens for a million
 * @param cachedTokens for a million of those input tokens that the provider had cached; null if they cost as much as others
 * @param outputTokens for a million
 * @param characters for a million
 * @param audioMinute for a minute of audio that is heard
 * @param request for each answer, in addition to the others
 */
public record Price(Long inputTokens, Long cachedTokens, Long outputTokens, Long characters, Long audioMinute, Long request) {

    private static final long MILLION = 1_000_000;
    private static final long MINUTE_MILLIS = 60_000;

    /**
     * A chat.
     *
     * @param input tokens, the cached ones included
     * @param cached at most {@code input}
     */
    public Optional<Money> tokens(long input, long cached, long output) {
        if (inputTokens == null) {
            return answer();
        }
        long forCached = cachedTokens != null ? cachedTokens : inputTokens;
        return Optional.of(withRequest(Money.share(inputTokens, input - cached, MILLION)
                .plus(Money.share(forCached, cached, MILLION)).plus(Money.share(outputTokens, output, MILLION))));
    }

    /** Speech. */
    public Optional<Money> characters(long spoken) {
        return characters == null ? answer() : Optional.of(withRequest(Money.share(characters, spoken, MILLION)));
    }

    /** A transcription. */
    public Optional<Money> audio(long millis) {
        return audioMinute == null ? answer() : Optional.of(withRequest(Money.share(audioMinute, millis, MINUTE_MILLIS)));
    }

    /** An answer that is charged by nothing else. */
    public Optional<Money> answer() {
        return request == null ? Optional.empty() : Optional.of(withRequest(Money.ZERO));
    }

    private Money withRequest(Money amount) {
        return request == null ? amount : amount.plus(Money.share(request, 1, 1));
    }
}
