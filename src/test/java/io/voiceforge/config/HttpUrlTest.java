package io.voiceforge.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @ValueSource(strings = { "https://example.org/v1", "HTTPS://203.0.113.9", "http://localhost:8000/v1", "http://LOCALHOST",
            "http://127.0.0.1:9000", "http://127.8.9.10", "http://[::1]:9000", "http://[0:0:0:0:0:0:0:1]",
            "http://[::ffff:127.0.0.1]", "http://kokoro:8880/v1", "http://kokoro_tts:8880", "http://tts-1" })
    void keepsSecrets(String url) {
        assertThat(HttpUrl.keepsSecrets(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://example.org/v1", "http://203.0.113.9", "http://10.0.0.5:8000", "http://192.168.1.2",
            "http://[2001:db8::1]", "http://[::2]", "http://[::ffff:203.0.113.9]", "http://localhost.example.org",
            "http://127.0.0.1.example.org", "http://tts.voice.svc.cluster.local", "http://134744072", "http://localhost.",
            "http://127.example.org", "http://", "example.org", "ftp://example.org", "" })
    void doesNotKeepSecrets(String url) {
        assertThat(HttpUrl.keepsSecrets(url)).isFalse();
    }
}
