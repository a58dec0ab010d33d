package io.voiceforge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.voiceforge.config.GuideEnvironment;
import io.voiceforge.config.InvalidSettingException;

/** Where the process begins: with settings that can be used, or with one sentence that says which cannot. */
@QuarkusMain
public final class VoiceForge {

    /** The exit status of a process with a setting that cannot be used (EX_CONFIG of sysexits.h). */
    private static final int EXIT_BAD_CONFIGURATION = 78;

    private VoiceForge() {
    }

    public static void main(String... args) {
        try {
            GuideEnvironment.translate(name -> System.getProperty(name, System.getenv(name)));
        } catch (InvalidSettingException e) {
            System.err.println("VoiceForge cannot start: " + e.getMessage());
            System.exit(EXIT_BAD_CONFIGURATION);
        }
        Quarkus.run(args);
    }
}
