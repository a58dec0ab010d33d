package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.Speak;

/** {@code /docs}: anybody can read it, and it needs nothing but this gateway. */
@QuarkusTest
class DocsPageTest {

    @TestHTTPResource("/")
    URI root;

    @Test
    void allItsPartsAreHereAndNothingElseIsAllowed() {
        HttpResponse<String> page = get("/docs");
        List<String> parts = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.body()).results()
                .map(match -> match.group(1)).toList();

        assertThat(Speak.header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(Speak.header(page, "Content-Security-Policy")).startsWith("default-src 'none';")
                .contains("script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(Speak.header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(parts).contains("/docs/docs.css", "/docs/docs.js", "/q/openapi");
        assertThat(parts).allSatisfy(part -> assertThat(get(part).statusCode()).as(part).isEqualTo(200));
        assertThat(List.of(page.body(), get("/docs/docs.js").body(), get("/docs/docs.css").body()))
                // the policy would not let them, and the page would be broken
                .noneMatch(text -> text.contains("://") || text.contains("style=") || text.contains("onclick=\""));
    }

    @Test
    void browsersKeepItUntilItChanges() {
        String tag = Speak.header(get("/docs/docs.js"), "ETag");

        assertThat(Speak.header(get("/docs/docs.js"), "Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(get("/docs/docs.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/docs/docs.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingElseIsServed() {
        assertThat(get("/docs/application.properties").statusCode()).isEqualTo(404);
        assertThat(get("/docs/..%2Fapplication.properties").statusCode()).isEqualTo(404);
        assertThat(get("/docs/").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root.toString().replaceAll("/$", "") + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Speak.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
