package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.ActivityService;
import io.voiceforge.activity.Detection;

/** Detects voice activity. */
@ApplicationScoped
public class ActivityCalls {

    private final ActivityService service;

    ActivityCalls(ActivityService service) {
        this.service = service;
    }

    /** Fails with an {@link io.voiceforge.error.ApiException}, or a cancellation if the caller has disconnected. */
    public Uni<Detection> detect(ActivityRequest request, Call call) {
        call.timer().requestRead();
        return service.detect(request, call.context()).invoke(detection -> call.answeredBy(detection.provider()));
    }
}
