package io.voiceforge.dialect.voiceforge;

import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

import io.voiceforge.dialect.JsonBody;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.json.Unicode;
import io.voiceforge.key.Customer;
import io.voiceforge.key.Quota;
import io.voiceforge.key.RateLimits;

/** The bodies that create and change a customer. All problems are reported at once. */
record CustomerRequestBody(String name, RateLimits rateLimits, Integer maxConcurrent, Quota quota) {

    static final int MAX_NAME_CHARS = 100;

    static CustomerRequestBody create(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "name", "rateLimit", "rateLimits", "maxConcurrent", "quota");
        body.refusingNull().require("name");
        CustomerRequestBody customer = new CustomerRequestBody(RequestBodies.name(body, "name", MAX_NAME_CHARS),
                LimitMembers.rateLimits(body, RateLimits.NONE), LimitMembers.maxConcurrent(body, null),
                LimitMembers.quota(body, Quota.NONE));
        body.throwIfAny();
        return customer;
    }

    static UnaryOperator<Customer> patch(JsonNode json) {
        JsonBody body = RequestBodies.read(json, "rateLimit", "rateLimits", "maxConcurrent", "quota");
        LimitMembers.rateLimits(body, RateLimits.NONE);
        LimitMembers.maxConcurrent(body, null);
        LimitMembers.quota(body, Quota.NONE);
        body.throwIfAny();
        return before -> before.with(LimitMembers.rateLimits(body, before.rateLimits()),
                LimitMembers.maxConcurrent(body, before.maxConcurrent()),
                LimitMembers.quota(body, before.quota()), before.updatedAt());
    }

    /** A customer's name in a query; null for null. */
    static String named(String parameter, String name) {
        if (name != null && (name.isBlank() || name.codePointCount(0, name.length()) > MAX_NAME_CHARS
                || !Unicode.isPrintable(name))) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, parameter,
                    parameter + " must be the name of a customer, of 1 to " + MAX_NAME_CHARS + " characters");
        }
        return name;
    }
}
