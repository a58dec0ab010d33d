package io.voiceforge.dialect.elevenlabs;

import io.voiceforge.dialect.Wording;

/** ElevenLabs' wording, which is that of the Python library Pydantic. */
final class ElevenLabsWording implements Wording {

    static final Wording INSTANCE = new ElevenLabsWording();

    private ElevenLabsWording() {
    }

    @Override
    public String missing() {
        return "Field required";
    }

    @Override
    public String wrongType(Expected expected) {
        return "Input should be a valid " + switch (expected.type()) {
            case BODY, OBJECT -> "object";
            case TEXT -> "string";
            case TEXTS -> "list";
            case BOOLEAN -> "boolean";
            case WHOLE_NUMBER -> "integer";
            case NUMBER -> "number";
        };
    }

    @Override
    public String tooSmall(Expected expected) {
        return switch (expected.type()) {
            case TEXT -> "Input should have at least " + expected.least() + " character";
            default -> between(expected);
        };
    }

    @Override
    public String tooLarge(Expected expected) {
        return switch (expected.type()) {
            case TEXT -> "Input should have at most " + expected.most() + " characters";
            case TEXTS -> "List should have at most " + expected.most() + " items";
            default -> between(expected);
        };
    }

    private static String between(Expected expected) {
        return "Input should be between " + expected.least() + " and " + expected.most();
    }
}
