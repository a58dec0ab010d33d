package io.voiceforge.model;

import java.util.Set;

import io.voiceforge.call.Operation;
import io.voiceforge.provider.ProviderId;

/**
 * A model that callers can name.
 *
 * @param id as callers name it
 * @param provider whose it is
 * @param name as the provider names it
 * @param created Unix time in seconds; 0 when the provider does not say
 * @param ownedBy as the provider says
 * @param state whether it is loaded, in the provider's own words
 * @param operations what it is known to do; empty when nobody knows
 */
public record Model(String id, ProviderId provider, String name, long created, String ownedBy, String state,
        Set<Operation> operations) {

    /** Of a provider that has all its models at hand. */
    public static final String AVAILABLE = "available";
}
