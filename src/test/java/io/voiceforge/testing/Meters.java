package io.voiceforge.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What {@code /q/metrics} shows. */
public final class Meters {

    private Meters() {
    }

    public static String text(URI root) {
        return Speak.send(HttpRequest.newBuilder(root.resolve("/q/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The sum of the values whose lines begin so. */
    public static double sum(URI root, String beginning) {
        return text(root).lines().filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }
}
