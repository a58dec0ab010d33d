package io.voiceforge.gateway;

import java.util.Optional;

import io.voiceforge.price.Cost;
import io.voiceforge.price.Money;

/** What a call has used, as far as known. Thread-safe. */
final class Consumption {

    private volatile String model;
    private volatile long characters;
    private volatile long audioMillis;
    private volatile long tokens;
    private Money cost = Money.ZERO;
    private boolean isCostKnown = true;

    /** The model that the caller named, or null. */
    void model(String newModel) {
        model = newModel;
    }

    /** Code points spoken. */
    void characters(long newCharacters) {
        characters = newCharacters;
    }

    /** Milliseconds of audio transcribed. */
    void audioMillis(long newAudioMillis) {
        audioMillis = newAudioMillis;
    }

    /** Tokens of all requests so far, prompts and completions together. */
    void tokens(long newTokens) {
        tokens = newTokens;
    }

    /**
     * Adds the cost of one answer, empty if it is unknown. The sum is rounded, not each part of it.
     *
     * @return the micro-dollars by which the call's rounded cost has grown
     */
    synchronized long charge(Optional<Money> amount) {
        long before = cost.micros();
        cost = cost.plus(amount.orElse(Money.ZERO));
        isCostKnown &= amount.isPresent();
        return cost.micros() - before;
    }

    synchronized Cost cost() {
        return new Cost(cost.micros(), isCostKnown);
    }

    String model() {
        return model;
    }

    long characters() {
        return characters;
    }

    long audioMillis() {
        return audioMillis;
    }

    long tokens() {
        return tokens;
    }
}
