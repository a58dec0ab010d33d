package io.voiceforge.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Every setting of the gateway. Each has a default that works, so that it starts with none. A setting
 * {@code voiceforge.a.b-c} is also read from the environment as {@code VOICEFORGE_A_B_C}; the short names of the guide
 * ({@code PORT}, {@code HF_ML_API_URL}, …) are translated by {@link GuideEnvironment}.
 */
@ConfigMapping(prefix = "voiceforge")
public interface VoiceForgeConfig {

    DefaultKey defaultKey();

    Database database();

    Redis redis();

    Usage usage();

    Access access();

    Keys keys();

    Flows flows();

    Space space();

    HuggingFace huggingface();

    OpenAi openai();

    Local local();

    Chat chat();

    /** Where the embedded store keeps its snapshot; only in memory when absent. */
    Optional<String> dataDir();

    /** Whether each call that has ended leaves a line in the log. */
    @WithDefault("true")
    boolean accessLog();

    Uploads uploads();

    Limits limits();

    Breaker breaker();

    /** The key that works with no set-up. */
    interface DefaultKey {

        /** {@code VOICEFORGE_DEFAULT_API_KEY}; the published secret when it is absent and there is no database. */
        Optional<String> secret();

        /** {@code false} when {@code VOICEFORGE_DEFAULT_API_KEY} is set and empty. */
        @WithDefault("true")
        boolean enabled();
    }

    /** PostgreSQL. The connection itself is set by {@code DATABASE_URL} alone. */
    interface Database {

        /** Whether {@code DATABASE_URL} is set; follows from it and is not to be set by hand. */
        @WithDefault("false")
        boolean configured();

        /** How long one question to the database may take before it counts as unreachable. */
        @WithDefault("3s")
        @DurationMin(millis = 1)
        Duration timeout();

        /** Time between two tries to reach it, at the start and later. */
        @WithDefault("2s")
        @DurationMin(millis = 1)
        Duration retryInterval();

        /**
         * The schema that holds the gateway's tables and nothing else. When absent it is {@code voiceforge}, or the one in
         * which
         * an earlier release has made the tables.
         */
        Optional<@Pattern(regexp = "(?!pg_)[a-z_][a-z0-9_]{0,62}") String> schema();

        /** Whether keys and flows of the original VoiceForge that are in the database are imported, once. */
        @WithDefault("true")
        boolean importOriginal();
    }

    /** Limits shared by replicas. The connection itself is set by {@code REDIS_URL} alone. */
    interface Redis {

        /** Whether {@code REDIS_URL} is set; follows from it and is not to be set by hand. */
        @WithDefault("false")
        boolean configured();

        /** How long one decision may take before this process decides by itself. */
        @WithDefault("50ms")
        @DurationMin(millis = 1)
        Duration timeout();

        /** After a failure, how long this process decides by itself before it asks again. */
        @WithDefault("1s")
        @DurationMin(millis = 1)
        Duration pause();
    }

    /** How usage is stored. */
    interface Usage {

        /** Time between two batches. */
        @WithDefault("1s")
        @DurationMin(millis = 10)
        Duration flushInterval();

        /** Sums that are kept while they cannot be stored; beyond, the newest calls are counted as lost in a metric. */
        @WithDefault("100000")
        @Min(1)
        int maxPending();
    }

    /** Who may come in. */
    interface Access {

        /** {@code ADMIN_TOKEN}; without it nobody is an administrator. */
        Optional<String> adminToken();

        /** {@code SESSION_SECRET}; will sign the cookie of the administrators' console. */
        Optional<String> sessionSecret();

        /** Proxies, as CIDR ranges, whose {@code X-Forwarded-For} is believed. */
        Optional<List<String>> trustedProxies();

        /** Failed authentications of one address in a minute before its further ones are refused unread. */
        @WithDefault("60")
        @Min(1)
        int failuresPerMinute();

        /** Addresses whose failures are remembered at once. */
        @WithDefault("10000")
        @Min(1)
        int rememberedAddresses();
    }

    /** The cache in front of the key store. */
    interface Keys {

        /** Cached keys and cached unknown secrets together. */
        @Min(1)
        @WithDefault("100000")
        int cacheSize();

        /** How long a found key is served without asking the store again. */
        @DurationMin(millis = 1)
        @WithDefault("30s")
        Duration cacheTtl();

        /** How long an unknown secret is refused without asking the store again. */
        @DurationMin(millis = 1)
        @WithDefault("5s")
        Duration negativeCacheTtl();

        /** How long a key that was found before is served while the store cannot be reached. */
        @WithDefault("10m")
        @DurationMin
        Duration staleWhileDown();
    }

    /** Agent flows. */
    interface Flows {

        /** Flows that one key may have; the default key's users have them together. */
        @WithDefault("200")
        @Min(1)
        int maxPerKey();

        /** How long a session of the runner is kept after its last use. */
        @WithDefault("30m")
        @DurationMin(millis = 1)
        Duration sessionTtl();

        /** Sessions of all keys together; the one that was longest unused makes room. */
        @WithDefault("10000")
        @Min(1)
        int maxSessions();

        /** Characters in all sessions together, their flows included; the one that was longest unused makes room. */
        @WithDefault("32000000")
        @Min(1)
        long maxSessionCharacters();

        /** While a flow is generated, from the request to a provider until the first byte: the whole flow has been written. */
        @WithDefault("45s")
        @DurationMin(millis = 1)
        Duration generationFirstByte();

        /** While a flow is generated, from the caller's request through all providers, the repair included. */
        @WithDefault("90s")
        @DurationMin(millis = 1)
        Duration generationChain();
    }

    /** The Hugging Face Space, the first provider. */
    interface Space {

        /** {@code HF_ML_API_URL}; the Space is not used when this is absent. */
        Optional<URI> url();

        /** {@code USE_HF_SPACES_ML}. */
        @WithDefault("true")
        boolean enabled();

        /** Time between two looks at whether a waking Space answers. */
        @DurationMin(millis = 1)
        @WithDefault("5s")
        Duration wakePollInterval();

        /** How long one look waits for a waking Space; a first answer takes 30 to 60 s. */
        @DurationMin(millis = 1)
        @WithDefault("60s")
        Duration wakePollTimeout();

        /** How long a waking Space is watched before the next call tries it regardless. */
        @DurationMin(millis = 1)
        @WithDefault("10m")
        Duration wakeWatchTime();
    }

    /** Hugging Face itself. */
    interface HuggingFace {

        /** {@code HUGGINGFACE_TOKEN}; sent to the Space and to the router. */
        Optional<String> token();

        /** {@code VOICEFORGE_HF_CHAT_MODEL}: the model that answers through the router, which is off without one. */
        Optional<String> chatModel();

        /** The router, without a slash at the end. */
        @WithDefault("https://router.huggingface.co/v1")
        URI routerUrl();
    }

    /** OpenAI, or anything that speaks its API: the second provider. */
    interface OpenAi {

        /** {@code AI_INTEGRATIONS_OPENAI_API_KEY}. */
        Optional<String> apiKey();

        /** {@code AI_INTEGRATIONS_OPENAI_BASE_URL}; {@code https://api.openai.com/v1} when only a key is set. */
        Optional<URI> baseUrl();

        /** The model that speaks when the caller names none that the provider knows. */
        @WithDefault("gpt-4o-mini-tts")
        String speechModel();

        /** The model that transcribes when the caller names none that the provider knows. */
        @WithDefault("whisper-1")
        String transcriptionModel();

        /** The model that answers in chat when the caller names none. */
        @WithDefault("gpt-4o-mini")
        String chatModel();
    }

    /** The engines in the process, the last resort. */
    interface Local {

        /** The {@code espeak-ng} program; looked up on the {@code PATH} when absent. */
        Optional<String> espeakPath();

        /** Whether {@code espeak-ng} is used when it is installed. */
        @WithDefault("true")
        boolean espeakEnabled();

        /** Local speech streams at once; more wait, sixteen times as many at the most, and others are refused with 503. */
        @Min(1)
        @WithDefault("16")
        int maxConcurrent();

        /** How long a caller waits for a local speech stream to end before he is refused with 503. */
        @WithDefault("5s")
        @DurationMin
        Duration maxWait();
    }

    /** Audio files on their way through the gateway. */
    interface Uploads {

        /** Where they lie while they are used; the system's directory for temporary files when absent. */
        Optional<String> directory();

        /** Files at once, up to 25 MiB each; more are refused with 503. */
        @Min(1)
        @WithDefault("64")
        int maxConcurrent();

        /** How long a form may take to arrive. */
        @DurationMin(millis = 1)
        @WithDefault("2m")
        Duration timeout();
    }

    /** Conversation. */
    interface Chat {

        /**
         * How long a stream of events is silent before a comment says that it lives; the head of the answer goes out with the
         * first one at the latest.
         */
        @WithDefault("5s")
        @DurationMin(millis = 10)
        Duration heartbeat();

        /** How long a session is remembered after its last message. */
        @WithDefault("30m")
        @DurationMin(millis = 1)
        Duration sessionTtl();

        /** Sessions of all keys together; the one that was longest unused makes room. */
        @WithDefault("10000")
        @Min(1)
        int maxSessions();

        /** Characters in all sessions together, two bytes each at the most; the one that was longest unused makes room. */
        @WithDefault("32000000")
        @Min(1)
        long maxSessionCharacters();
    }

    /** Time limits towards providers. */
    interface Limits {

        @DurationMin(millis = 1)
        @WithDefault("2s")
        Duration connect();

        /** From the request to a provider until the first byte of its answer. */
        @DurationMin(millis = 1)
        @WithDefault("10s")
        Duration firstByte();

        /** The same for a transcription, whose answer begins when all of the audio has been listened to. */
        @DurationMin(millis = 1)
        @WithDefault("60s")
        Duration transcriptionFirstByte();

        /** Between two chunks of a running answer while the caller is ready to take more. */
        @DurationMin(millis = 1)
        @WithDefault("15s")
        Duration idle();

        /** From the caller's request, or from when its upload is there, through all providers to the first byte. */
        @DurationMin(millis = 1)
        @WithDefault("20s")
        Duration chain();

        /** The same for a transcription, from the moment when its upload is there. */
        @DurationMin(millis = 1)
        @WithDefault("90s")
        Duration transcriptionChain();

        /** The part of {@code chain} that remote providers leave to the local engine. */
        @DurationMin
        @WithDefault("2s")
        Duration localReserve();

        /** Connections to one provider. */
        @Min(1)
        @WithDefault("256")
        int connections();
    }

    /** When a provider is left alone; one breaker for each provider and operation. */
    interface Breaker {

        /** How many of the last calls count. */
        @Min(1)
        @WithDefault("20")
        int window();

        /** With fewer calls than this it stays closed. */
        @Min(1)
        @WithDefault("5")
        int minimumCalls();

        /** The share of failures, above 0 to 1, at which it opens. */
        @DecimalMin("0.01")
        @DecimalMax("1")
        @WithDefault("0.5")
        double failureRatio();

        /** How long it stays open before it lets one call try. */
        @DurationMin(millis = 1)
        @WithDefault("10s")
        Duration openFor();
    }
}
