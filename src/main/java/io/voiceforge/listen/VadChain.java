package io.voiceforge.listen;

import java.util.concurrent.CancellationException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Fallback;

import io.smallrye.mutiny.Uni;
import io.voiceforge.call.Call;
import io.voiceforge.call.From;
import io.voiceforge.call.Provider;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ProviderFailure;

/** The Space, then the detector in the process. */
@ApplicationScoped
class VadChain {

    private final VadProvider space;
    private final VadProvider local;

    VadChain(@From(Provider.SPACE) VadProvider space, @From(Provider.LOCAL) VadProvider local) {
        this.space = space;
        this.local = local;
    }

    @Fallback(fallbackMethod = "askLocal", skipOn = { ProviderFailure.RejectedCaller.class, CancellationException.class,
            ApiException.class })
    Uni<Answered<Activity>> detect(VadRequest request, Call call) {
        return ask(Provider.SPACE, space, request, call);
    }

    /** Containers that the detector cannot read are no mistake of the caller when a Space could have read them. */
    Uni<Answered<Activity>> askLocal(VadRequest request, Call call, Throwable spaceFailure) {
        return ask(Provider.LOCAL, local, request, call)
                .onFailure(failure -> !(spaceFailure instanceof ProviderFailure.NotOffered)
                        && failure instanceof ApiException unreadable && unreadable.code().status() == 400)
                .transform(unreadable -> spaceFailure);
    }

    private static Uni<Answered<Activity>> ask(Provider id, VadProvider provider, VadRequest request, Call call) {
        if (call.isCancelled()) {
            return Uni.createFrom().failure(new CancellationException("The caller has left"));
        }
        return provider.detect(request, call).map(answer -> new Answered<>(id, answer));
    }
}
