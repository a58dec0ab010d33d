package io.voiceforge.dialect.voiceforge;

import io.voiceforge.dialect.Wording;

/** The VoiceForge API's wording: whatever is wrong with a value, it states everything required of it. */
final class VoiceForgeWording implements Wording {

    @Override
    public String missing() {
        return "is required";
    }

    @Override
    public String wrongType(Expected expected) {
        return mustBe(expected);
    }

    @Override
    public String tooSmall(Expected expected) {
        return mustBe(expected);
    }

    @Override
    public String tooLarge(Expected expected) {
        return mustBe(expected);
    }

    private static String mustBe(Expected expected) {
        return "must be " + switch (expected.type()) {
            case BODY -> "a JSON object";
            case OBJECT -> "an object";
            case TEXT -> "a string" + length(expected);
            case TEXTS -> "an array of " + (expected.most() == null ? "strings" : "at most " + expected.most() + " strings");
            case BOOLEAN -> "true or false";
            case WHOLE_NUMBER -> "a whole number from " + expected.least() + " to " + expected.most();
            case NUMBER -> "a number from " + expected.least() + " to " + expected.most();
        };
    }

    private static String length(Expected text) {
        if (text.most() == null) {
            return "";
        }
        return text.least().intValue() == 0 ? " of at most " + text.most() + " characters"
                : " of " + text.least() + " to " + text.most() + " characters";
    }
}
