package io.voiceforge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class VoiceForge {

    private VoiceForge() {
    }

    public static void main(String... args) {
        Quarkus.run(args);
    }
}
