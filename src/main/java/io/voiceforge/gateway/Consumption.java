package io.voiceforge.gateway;

/** What a call has used, as far as known. Thread-safe. */
final class Consumption {

    private volatile String model;
    private volatile long characters;
    private volatile long audioMillis;
    private volatile long tokens;

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
