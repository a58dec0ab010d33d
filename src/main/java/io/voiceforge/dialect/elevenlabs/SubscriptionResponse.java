package io.voiceforge.dialect.elevenlabs;

import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A key's month on the wire. What ElevenLabs sells and the gateway does not offer, such as slots for cloned voices, is present
 * because ElevenLabs' SDKs require it: as zero and as not allowed.
 *
 * @param used code points spoken this month
 * @param limit the key's quota, or {@link #UNLIMITED}
 * @param resetUnix the end of the month, in seconds of Unix time
 */
record SubscriptionResponse(String tier, @JsonProperty("character_count") long used,
        @JsonProperty("character_limit") long limit, @JsonProperty("next_character_count_reset_unix") long resetUnix,
        String status, @JsonProperty("max_credit_limit_extension") int maxExtension,
        @JsonProperty("can_extend_character_limit") boolean canExtend,
        @JsonProperty("allowed_to_extend_character_limit") boolean mayExtend,
        @JsonProperty("voice_slots_used") int voices,
        @JsonProperty("professional_voice_slots_used") int professionalVoices,
        @JsonProperty("professional_voice_slots_used_in_workspace") int workspacesVoices,
        @JsonProperty("voice_limit") int voiceLimit, @JsonProperty("voice_add_edit_counter") int voiceEdits,
        @JsonProperty("professional_voice_limit") int professionalVoiceLimit,
        @JsonProperty("can_extend_voice_limit") boolean canExtendVoices,
        @JsonProperty("can_use_instant_voice_cloning") boolean clonesVoices,
        @JsonProperty("can_use_professional_voice_cloning") boolean clonesProfessionally,
        @JsonProperty("current_overage") Price overage, @JsonProperty("has_open_invoices") boolean owes,
        @JsonProperty("open_invoices") List<String> invoices, @JsonProperty("billing_period") String billingPeriod,
        @JsonProperty("character_refresh_period") String refreshPeriod) {

    /** No quota: SDKs expect a number, and this is the largest that every client can hold. */
    static final long UNLIMITED = Integer.MAX_VALUE;

    private static final String MONTHLY = "monthly_period";

    record Price(String amount, String currency) {
    }

    /** @param quota characters per month, or null for no limit */
    static SubscriptionResponse of(long used, Long quota, YearMonth month) {
        long reset = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        return new SubscriptionResponse("voiceforge", used, quota == null ? UNLIMITED : quota, reset, "active", 0, false, false,
                0, 0, 0, 0, 0, 0, false, false, false, new Price("0", "usd"), false, List.of(), MONTHLY, MONTHLY);
    }
}
