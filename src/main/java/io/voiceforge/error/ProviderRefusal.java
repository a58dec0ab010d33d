package io.voiceforge.error;

/**
 * What a provider says about a caller's request that it rejects, cleaned of whatever is the operator's: addresses, host names and
 * secrets. Each member may be null.
 *
 * @param code the provider's own, for example {@code context_length_exceeded}
 * @param param the member of the request at fault
 * @param type the provider's own
 * @param message at most 300 characters
 */
public record ProviderRefusal(String code, String param, String type, String message) {

    /** The provider says nothing. */
    public static final ProviderRefusal NONE = new ProviderRefusal(null, null, null, null);
}
