package io.voiceforge.model;

import java.util.Set;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;

/**
 * A model that callers can select.
 *
 * @param id the name in requests
 * @param provider the provider that offers it
 * @param name the provider's name for it
 * @param created Unix time in seconds; 0 if the provider does not report it
 * @param ownedBy the owner that the provider reports
 * @param state whether it is loaded, in the provider's own words
 * @param operations its known operations; empty if they are unknown
 */
public record Model(String id, ProviderId provider, String name, long created, String ownedBy, String state,
        Set<Operation> operations) {

    /** The state of models whose provider has all of them ready for use. */
    public static final String AVAILABLE = "available";
}
