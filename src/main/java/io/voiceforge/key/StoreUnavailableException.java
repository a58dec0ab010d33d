package io.voiceforge.key;

/** The store cannot be reached. What was asked is not known; a change may have been made or not. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(Throwable cause) {
        super("The store cannot be reached", cause);
    }
}
