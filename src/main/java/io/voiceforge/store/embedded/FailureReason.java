package io.voiceforge.store.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

import com.fasterxml.jackson.core.JsonProcessingException;

/** Describes briefly why a file could not be used, without revealing its content. */
final class FailureReason {

    private FailureReason() {
    }

    static String of(Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        boolean fromSystem = failure instanceof IOException && !(failure instanceof JsonProcessingException)
                && !(failure instanceof FileSystemException);
        return fromSystem && failure.getMessage() != null ? failure.getMessage() : failure.getClass().getSimpleName();
    }
}
