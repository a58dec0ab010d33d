package io.voiceforge.testing;

import static io.voiceforge.testing.FakeProvider.bytes;
import static io.voiceforge.testing.FakeProvider.hang;
import static io.voiceforge.testing.FakeProvider.hangUp;
import static io.voiceforge.testing.FakeProvider.headOnly;
import static io.voiceforge.testing.FakeProvider.json;
import static io.voiceforge.testing.FakeProvider.status;
import static io.voiceforge.testing.FakeProvider.webPage;

import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Ways in which a provider fails, each with its name; somebody else is to answer then. */
public final class Failures {

    private Failures() {
    }

    /**
     * @param contentType that of a good answer
     * @param more what only this operation can meet
     */
    public static Stream<Arguments> of(String contentType, Arguments... more) {
        return Stream.concat(Stream.of(
                Arguments.of("503 web page", webPage(503)),
                Arguments.of("200 web page", webPage(200)),
                Arguments.of("404 web page", webPage(404)),
                Arguments.of("500", status(500)),
                Arguments.of("502", status(502)),
                Arguments.of("401", status(401)),
                Arguments.of("403", status(403)),
                Arguments.of("429", status(429)),
                Arguments.of("reset", hangUp()),
                Arguments.of("hang", hang()),
                Arguments.of("head and no body", headOnly(contentType)),
                Arguments.of("empty body", bytes(contentType, new byte[0]))), Stream.of(more));
    }

    /** For operations whose answer is one JSON object. */
    public static Stream<Arguments> ofJson(Arguments... more) {
        return of("application/json", Stream.concat(Stream.of(
                Arguments.of("JSON of another kind", json("[1]")),
                Arguments.of("JSON cut off", json("{\"text\":\"by the sp")),
                Arguments.of("half an answer", halfAnAnswer()),
                Arguments.of("JSON that trickles", trickle("application/json", " ")),
                Arguments.of("more than anybody says", bytes("application/json", new byte[9 << 20]))), Stream.of(more))
                .toArray(Arguments[]::new));
    }

    /** The same for ever. */
    public static Consumer<HttpServerRequest> trickle(String contentType, String piece) {
        return request -> {
            Vertx vertx = Vertx.currentContext().owner();
            request.response().putHeader("Content-Type", contentType).setChunked(true).write(piece);
            long timer = vertx.setPeriodic(20, tick -> request.response().write(piece));
            request.response().closeHandler(gone -> vertx.cancelTimer(timer));
        };
    }

    private static Consumer<HttpServerRequest> halfAnAnswer() {
        return request -> request.response().putHeader("Content-Type", "application/json").putHeader("Content-Length", "500")
                .write("{\"text\":\"half").onSuccess(written -> request.connection().close());
    }
}
