package io.voiceforge.provider.http;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.provider.ProviderId;

/** What the status of a provider's response means. */
@FunctionalInterface
public interface StatusRule {

    /**
     * The failure that a response stands for, or null when it is an answer.
     *
     * @param mediaType see {@link StatusRules#mediaType}
     * @param retryAfter the header's value, or null
     * @param callerNamedModel whether a 404 may be the caller's mistake
     */
    ProviderFailure failure(ProviderId provider, int status, String mediaType, String retryAfter, boolean callerNamedModel);
}
