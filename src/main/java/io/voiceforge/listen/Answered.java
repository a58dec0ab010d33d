package io.voiceforge.listen;

import io.voiceforge.call.Provider;

/** What was found, and by whom. */
public record Answered<T>(Provider provider, T answer) {
}
