package io.voiceforge.session;

import java.time.Duration;

/**
 * The bounds of a {@link SessionStore}.
 *
 * @param ttl how long a session lasts that nobody uses
 * @param maxPerKey sessions of one key, at least 1
 * @param maxSessions sessions of all keys, at least 1
 * @param maxCharacters of all sessions together; the session that was used last may exceed it alone
 */
public record SessionBounds(Duration ttl, int maxPerKey, int maxSessions, long maxCharacters) {
}
