package io.voiceforge;

import java.time.Duration;
import java.util.Map;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.GuideEnvironment;
import io.voiceforge.config.InvalidSettingException;
import io.voiceforge.provider.ProviderVariables;
import sun.misc.Signal;

/** Where the process begins: with settings that can be used, or with one sentence that says which cannot. */
@QuarkusMain
public final class VoiceForge {

    private static final String DEFAULT_PORT = "7860";
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    VoiceForge() {
    }

    public static void main(String... args) {
        try {
            Map<String, String> settings = GuideEnvironment
                    .translate(name -> System.getProperty(name, System.getenv(name)));
            if (args.length == 1 && args[0].equals(HealthProbe.ARGUMENT)) {
                int port = Integer.parseInt(settings.getOrDefault("quarkus.http.port", DEFAULT_PORT));
                System.exit(HealthProbe.isAlive(port, PROBE_LIMIT) ? 0 : 1);
            }
            ProviderVariables.check(System.getenv().keySet());
            ProviderVariables.check(System.getProperties().stringPropertyNames());
        } catch (InvalidSettingException e) {
            System.err.println(CannotStart.message(e.getMessage()));
            System.exit(CannotStart.EXIT_STATUS);
        }
        // browsers and others send {, | and the like as they are; what of it cannot be served, dialect.RequestLines refuses
        System.setProperty("vertx.disableURIValidation", "true");
        // the same way out as without this, but an end that was asked for is no failure, and so its status is 0 and not 143;
        // Java has no other API for signals
        Signal.handle(new Signal("TERM"), signal -> System.exit(0));
        Quarkus.run(args);
    }
}
