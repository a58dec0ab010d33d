package io.voiceforge.limit;

/**
 * Whether an amount of a month's quota was taken.
 *
 * @param isGranted whether the whole amount was taken; otherwise nothing was
 * @param left how much of the quota is left now, at least 0
 */
public record QuotaDecision(boolean isGranted, long left) {
}
