package io.voiceforge.key;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291), or a single address. Placeholder until the access branch
 * lands.
 */
public record AddressRange(String text) {
}
