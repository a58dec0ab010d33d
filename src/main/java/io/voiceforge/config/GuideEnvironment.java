package io.voiceforge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Reads the guide's environment variables ({@code PORT}, {@code HF_ML_API_URL}, …) as configuration. A variable that is set but
 * empty counts as unset, except {@code VOICEFORGE_DEFAULT_API_KEY}: an empty value disables the default key.
 */
public final class GuideEnvironment implements ConfigSourceFactory {

    /** The name of the collector's TLS configuration where there are authorities of the operator's own. */
    public static final String COLLECTOR_TLS = "collector";

    /** Above application.properties (250) and below the environment (300), so full property names take precedence. */
    private static final int ORDINAL = 275;

    private static final Set<String> YES = Set.of("true", "1", "yes", "on");
    private static final Set<String> NO = Set.of("false", "0", "no", "off");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (isBuilding()) {
            // values read at build time would end up in the bytecode, secrets included
            return List.of();
        }
        Map<String, String> settings = translate(name -> {
            ConfigValue value = context.getValue(name);
            // unexpanded: $ has no meaning in a password
            return value == null ? null : value.getRawValue();
        });
        return List.of(new PropertiesConfigSource(settings, "guide environment", ORDINAL));
    }

    /**
     * Translates the variables into settings.
     *
     * @param environment returns a variable's value, or null
     * @throws InvalidSettingException for the first variable with an invalid value
     */
    public static Map<String, String> translate(UnaryOperator<String> environment) {
        Map<String, String> settings = new HashMap<>();
        Reader reader = new Reader(environment, settings);
        reader.read("PORT", "quarkus.http.port", GuideEnvironment::port);
        reader.read("USE_HF_SPACES_ML", "voiceforge.space.enabled", GuideEnvironment::bool);
        reader.read("HF_ML_API_URL", "voiceforge.space.url", HttpUrl::base);
        reader.read("HUGGINGFACE_TOKEN", "voiceforge.huggingface.token", GuideEnvironment::headerValue);
        reader.read("VOICEFORGE_HF_CHAT_MODEL", "voiceforge.huggingface.chat-model", GuideEnvironment::headerValue);
        reader.read("AI_INTEGRATIONS_OPENAI_API_KEY", "voiceforge.openai.api-key", GuideEnvironment::headerValue);
        reader.read("AI_INTEGRATIONS_OPENAI_BASE_URL", "voiceforge.openai.base-url", HttpUrl::base);
        reader.read("ADMIN_TOKEN", "voiceforge.access.admin-token", GuideEnvironment::headerValue);
        reader.read("METRICS_TOKEN", "voiceforge.access.metrics-token", GuideEnvironment::headerValue);
        reader.read("SESSION_SECRET", "voiceforge.access.session-secret", GuideEnvironment::headerValue);
        reader.read("VOICEFORGE_TRUSTED_PROXIES", "voiceforge.access.trusted-proxies", value -> value);
        reader.read("VOICEFORGE_LOG_FORMAT", "quarkus.log.console.json.enabled", GuideEnvironment::isJson);
        reader.read("VOICEFORGE_SHUTDOWN_DELAY", "quarkus.shutdown.delay", GuideEnvironment::shortDuration);
        settings.putAll(switchedOff());
        reader.readAll("OTEL_EXPORTER_OTLP_ENDPOINT", HttpUrl::collector);
        reader.read("OTEL_EXPORTER_OTLP_HEADERS", "quarkus.otel.exporter.otlp.headers", GuideEnvironment::headerList);
        reader.read("VOICEFORGE_CREDENTIALS_OVER_HTTP", "voiceforge.credentials-over-http", GuideEnvironment::bool);
        reader.readAll("VOICEFORGE_CA_CERTIFICATES", file -> Map.of("voiceforge.ca-certificates", file,
                "quarkus.otel.exporter.otlp.tls-configuration-name", COLLECTOR_TLS));
        requireConfidentialCollector(environment.apply("OTEL_EXPORTER_OTLP_ENDPOINT"), settings);
        reader.read("OTEL_TRACES_SAMPLER_ARG", "quarkus.otel.traces.sampler.arg", GuideEnvironment::share);
        reader.readAll("REDIS_URL", RedisUrl::settings);
        reader.readAll("DATABASE_URL", DatabaseUrl::settings);
        String defaultKey = environment.apply("VOICEFORGE_DEFAULT_API_KEY");
        if (defaultKey != null && defaultKey.isBlank()) {
            settings.put("voiceforge.default-key.enabled", "false");
        }
        reader.read("VOICEFORGE_DEFAULT_API_KEY", "voiceforge.default-key.secret", GuideEnvironment::keySecret);
        return settings;
    }

    /** No database, no Redis and no traces. Set explicitly, because omitted settings would keep their build-time values. */
    static Map<String, String> switchedOff() {
        Map<String, String> settings = DatabaseUrl.none();
        settings.put("voiceforge.redis.configured", "false");
        settings.put("quarkus.otel.sdk.disabled", "true");
        return settings;
    }

    /** Returns the value in its canonical form; the exception's message continues after the variable's name. */
    @FunctionalInterface
    private interface Check {
        String apply(String value) throws IllegalArgumentException;
    }

    private record Reader(UnaryOperator<String> environment, Map<String, String> settings) {

        void read(String variable, String setting, Check check) {
            readAll(variable, value -> Map.of(setting, check.apply(value)));
        }

        void readAll(String variable, Function<String, Map<String, String>> translation) {
            String value = environment.apply(variable);
            if (value == null || value.isBlank()) {
                return;
            }
            try {
                // a password may contain what looks like a reference to another setting
                translation.apply(value.strip()).forEach((name, text) -> settings.put(name, text.replace("$", "\\$")));
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(variable, e.getMessage());
            }
        }
    }

    /** Headers for a collector are nearly always its credential. */
    private static void requireConfidentialCollector(String endpoint, Map<String, String> settings) {
        if (endpoint != null && !endpoint.isBlank() && settings.containsKey("quarkus.otel.exporter.otlp.headers")
                && !"true".equals(settings.get("voiceforge.credentials-over-http"))
                && !HttpUrl.keepsSecrets(endpoint.strip())) {
            throw new InvalidSettingException("OTEL_EXPORTER_OTLP_HEADERS",
                    "must not be sent over plain HTTP to another machine:"
                            + " use an https:// endpoint, or set VOICEFORGE_CREDENTIALS_OVER_HTTP=true.");
        }
    }

    private static String port(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("must be a port from 1 to 65535, but is \"" + printable(value) + "\".");
        }
        return value;
    }

    private static String bool(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (YES.contains(lower)) {
            return "true";
        }
        if (NO.contains(lower)) {
            return "false";
        }
        throw new IllegalArgumentException("must be true or false, but is \"" + printable(value) + "\".");
    }

    private static String isJson(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "json" -> "true";
            case "text" -> "false";
            default -> throw new IllegalArgumentException("must be text or json, but is \"" + printable(value) + "\".");
        };
    }

    private static String shortDuration(String value) {
        if (!value.matches("[0-9]{1,4}(ms|s|m)?")) {
            throw new IllegalArgumentException("must be a duration such as 5s or 500ms, but is \"" + printable(value) + "\".");
        }
        return value;
    }

    private static String share(String value) {
        if (!value.matches("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?")) {
            throw new IllegalArgumentException("must be a number from 0 to 1, but is \"" + printable(value) + "\".");
        }
        return value;
    }

    /** The message omits the value, which may be a secret. */
    private static String headerList(String value) {
        if (!value.matches("[!-+\\--<>-~]+=[ -+\\--~]+(,[!-+\\--<>-~]+=[ -+\\--~]+)*")) {
            throw new IllegalArgumentException("must have the form name=value,name=value.");
        }
        return value;
    }

    private static String headerValue(String value) {
        if (!value.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("must consist of printable ASCII characters without spaces.");
        }
        return value;
    }

    private static String keySecret(String value) {
        if (!value.matches("vf_sk_[0-9a-f]{32}([0-9a-f]{8})?")) {
            throw new IllegalArgumentException(
                    "must be vf_sk_ and 32 hexadecimal digits (or 40 with an 8-digit checksum), or empty for no default key.");
        }
        return value;
    }

    private static String printable(String value) {
        String clean = value.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 40) + "…";
    }

    /** Whether Quarkus is building the application: in Maven, or before a test. */
    private static boolean isBuilding() {
        return StackWalker.getInstance().walk(
                frames -> frames.anyMatch(frame -> frame.getClassName().startsWith("io.quarkus.deployment.")));
    }
}
