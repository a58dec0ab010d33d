package io.voiceforge.model;

import io.voiceforge.call.Provider;

/**
 * A model that callers can name.
 *
 * @param id as callers name it
 * @param provider whose it is
 * @param name as the provider names it
 * @param created Unix time in seconds; 0 when the provider does not say
 * @param ownedBy as the provider says
 * @param state whether it is loaded, in the provider's own words
 */
public record Model(String id, Provider provider, String name, long created, String ownedBy, String state) {

    /** Of a provider that has all its models at hand. */
    public static final String AVAILABLE = "available";
}
