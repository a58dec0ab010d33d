package io.voiceforge.admin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an administrator may do. Each role may do everything that the ones before it may. */
public enum AdminRole {
    /** Reads keys without their secrets, usage, the audit trail and the meters. */
    VIEWER,
    /** Changes keys, and switches them on and off, without ever seeing a secret. */
    OPERATOR,
    /** Creates, rotates and deletes keys, and administers admin tokens. */
    ADMIN;

    public boolean includes(AdminRole other) {
        return compareTo(other) >= 0;
    }

    /** The name in requests and responses. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AdminRole> of(String wireName) {
        return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
    }
}
