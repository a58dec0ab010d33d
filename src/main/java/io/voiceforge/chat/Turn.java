package io.voiceforge.chat;

import java.util.function.ToIntFunction;

/**
 * A request in a session, and the function that stores its response.
 *
 * @param request not to be sent in {@link ChatMode#ECHO}
 * @param memory stores question and answer; returns the number of messages in the session, or 0 if it has been forgotten
 *        meanwhile
 */
public record Turn(String sessionId, ChatMode mode, ChatRequest request, ToIntFunction<String> memory) {
}
