package io.voiceforge.provider.space;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.http.StatusRules;

/** Maps a Space's statuses to failures: a sleeping Space responds with 503, or with a web page and any status. */
final class SpaceStatus {

    private SpaceStatus() {
    }

    /** See {@link io.voiceforge.provider.http.StatusRule}. */
    static ProviderFailure failure(ProviderId provider, int status, String mediaType, String retryAfter,
            boolean callerNamedModel) {
        boolean html = mediaType.equals("text/html");
        String what = StatusRules.describe(provider, status, mediaType);
        if (status == 503 || html) {
            boolean isClosed = status == 401 || status == 403 || status == 404;
            return isClosed ? new ProviderFailure.RejectedOperator(what) : new ProviderFailure.Waking(what);
        }
        if (status == 404 && !callerNamedModel) {
            // this Space does not offer the operation
            return new ProviderFailure.NotOffered(what);
        }
        return StatusRules.failure(provider, status, mediaType, retryAfter, callerNamedModel);
    }
}
