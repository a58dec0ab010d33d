package io.voiceforge.dialect;

/** The words in which a dialect tells callers what is wrong with a member of a JSON body. Each follows the member's name. */
public interface Wording {

    /** The member is required, and is not there. */
    String missing();

    /** The value is of another type. */
    String wrongType(Expected expected);

    /** The text is shorter or the number smaller than {@code expected.least()}. */
    String tooSmall(Expected expected);

    /** The text or the array is longer or the number larger than {@code expected.most()}. */
    String tooLarge(Expected expected);

    /** What a value is expected to be. */
    enum Type {
        /** The body itself, an object. */
        BODY,
        OBJECT,
        TEXT,
        /** An array of texts. */
        TEXTS,
        BOOLEAN,
        WHOLE_NUMBER,
        NUMBER
    }

    /**
     * What a value is expected to be, and how long or large.
     *
     * @param least null when there is no bound
     * @param most null when there is no bound
     */
    record Expected(Type type, Number least, Number most) {

        static Expected any(Type type) {
            return new Expected(type, null, null);
        }
    }
}
