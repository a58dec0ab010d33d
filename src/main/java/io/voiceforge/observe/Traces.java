package io.voiceforge.observe;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/**
 * Creates a span for each attempt at a provider, as a child of the request's span. Its names come from fixed sets, and it never
 * contains text, keys or addresses. Does nothing without {@code OTEL_EXPORTER_OTLP_ENDPOINT}.
 */
@ApplicationScoped
public class Traces {

    /** One running attempt. */
    @FunctionalInterface
    public interface Span {

        /** Ends the span with the outcome's name in the meters. */
        void end(String outcome);
    }

    private static final Span NONE = outcome -> {
    };

    private final Tracer tracer;
    private final boolean enabled;

    Traces(Tracer tracer, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.tracer = tracer;
        this.enabled = !disabled;
    }

    /** Must be called on the context of the caller's request, whose span becomes the parent. */
    public Span begin(String provider, String operation) {
        if (!enabled) {
            return NONE;
        }
        io.opentelemetry.api.trace.Span span = tracer
                .spanBuilder("provider " + provider + " " + operation)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("provider", provider)
                .setAttribute("operation", operation)
                .startSpan();
        return outcome -> {
            span.setAttribute("outcome", outcome);
            if (!outcome.equals("success") && !outcome.equals("cancelled")) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        };
    }
}
