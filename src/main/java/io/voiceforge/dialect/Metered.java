package io.voiceforge.dialect;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.ws.rs.NameBinding;

/**
 * Declares, on a route, which operation its requests stand for: they become calls, which are measured and recorded. A route for keys
 * has one of these.
 */
public final class Metered {

    /** Requests are calls of the operation speech. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Speech {
    }

    /** Requests are calls of the operation transcription. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Transcription {
    }

    /** Requests are calls of the operation voice activity. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Activity {
    }

    /** Requests are calls of the operation chat. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Chat {
    }

    /** Requests are calls of the operation flow. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Flow {
    }

    /** Requests count against the key's limits, and are no calls. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ ElementType.METHOD, ElementType.TYPE })
    public @interface Not {

        /** Why not. */
        String because();
    }

    private Metered() {
    }
}
