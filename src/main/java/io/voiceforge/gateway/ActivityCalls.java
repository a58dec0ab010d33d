package io.voiceforge.gateway;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.activity.ActivityRequest;
import io.voiceforge.activity.ActivityService;
import io.voiceforge.activity.Detection;
import io.voiceforge.call.Operation;
import io.voiceforge.price.Price;
import io.voiceforge.provider.AskedModels;

/** Detects voice activity, which has no quota of its own. */
@ApplicationScoped
public class ActivityCalls {

    private final ActivityService service;
    private final Charges charges;

    ActivityCalls(ActivityService service, Charges charges) {
        this.service = service;
        this.charges = charges;
    }

    /** Fails with an {@link io.voiceforge.error.ApiException}, or a cancellation if the caller has disconnected. */
    public Uni<Detection> detect(ActivityRequest request, Call call) {
        call.timer().requestRead();
        AskedModels models = service.models();
        return charges.reserve(call, Operation.VAD, models, Price::answer)
                .flatMap(charge -> service.detect(request, call.context()).invoke(detection -> {
                    charge.answeredBy(detection.provider());
                    call.answeredBy(detection.provider(), models.of(detection.provider()));
                }));
    }
}
