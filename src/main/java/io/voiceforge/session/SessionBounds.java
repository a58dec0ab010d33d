package io.voiceforge.session;

import java.time.Duration;

/**
 * The bounds of a {@link SessionStore}.
 *
 * @param ttl how long an unused session is kept
 * @param maxPerKey sessions per key, at least 1
 * @param maxSessions sessions of all keys, at least 1
 * @param maxCharacters of all sessions together; the most recently used session alone may exceed it
 */
public record SessionBounds(Duration ttl, int maxPerKey, int maxSessions, long maxCharacters) {
}
