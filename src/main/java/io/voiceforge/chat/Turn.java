package io.voiceforge.chat;

import java.util.function.ToIntFunction;

/**
 * A question of a session, and the place for its answer.
 *
 * @param request not to be asked in {@link ChatMode#ECHO}
 * @param memory remembers question and answer; how many messages the session holds then, 0 when it has been forgotten meanwhile
 */
public record Turn(String sessionId, ChatMode mode, ChatRequest request, ToIntFunction<String> memory) {
}
