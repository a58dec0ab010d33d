package io.voiceforge.key;

/** The store is unavailable. The result is unknown; a change may or may not have been made. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(Throwable cause) {
        super("The store cannot be reached", cause);
    }
}
