package io.voiceforge.gateway;

/** What a call has used, as far as it is known. Safe for use by several threads. */
final class Consumption {

    private volatile String model;
    private volatile long characters;
    private volatile long audioMillis;
    private volatile long tokens;

    /** The model that the caller named, or null. */
    void model(String newModel) {
        model = newModel;
    }

    /** Code points that were spoken. */
    void characters(long newCharacters) {
        characters = newCharacters;
    }

    /** Milliseconds of audio that were heard. */
    void audioMillis(long newAudioMillis) {
        audioMillis = newAudioMillis;
    }

    /** Tokens of all questions so far, both ways. */
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
