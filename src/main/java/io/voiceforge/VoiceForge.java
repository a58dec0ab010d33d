package io.voiceforge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.GuideEnvironment;
import io.voiceforge.config.InvalidSettingException;

/** Where the process begins: with settings that can be used, or with one sentence that says which cannot. */
@QuarkusMain
public final class VoiceForge {

    VoiceForge() {
    }

    public static void main(String... args) {
        try {
            GuideEnvironment.translate(name -> System.getProperty(name, System.getenv(name)));
        } catch (InvalidSettingException e) {
            System.err.println(CannotStart.message(e.getMessage()));
            System.exit(CannotStart.EXIT_STATUS);
        }
        Quarkus.run(args);
    }
}
