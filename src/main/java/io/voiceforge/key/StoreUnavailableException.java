package io.voiceforge.key;

/** The store cannot be reached. What was asked is neither known nor done. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(Throwable cause) {
        super("The store cannot be reached", cause);
    }
}
