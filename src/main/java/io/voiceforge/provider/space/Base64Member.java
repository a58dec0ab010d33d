package io.voiceforge.provider.space;

import java.util.Arrays;
import java.util.Base64;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.voiceforge.error.ProviderFailure;

/**
 * Decodes one base64 string member of a JSON object while the object is still arriving, so that audio of any length passes
 * through in constant memory and its first byte does not wait for its last. JSON parsers hold a string until it is complete.
 * <p>
 * Reads the member at the object's top level and skips everything else without checking it; fails with
 * {@link ProviderFailure.Unavailable} if the text ends inside the string or the string is not base64. Not thread-safe.
 */
final class Base64Member {

    private enum State {
        /** Between tokens. */
        OUTSIDE,
        /** In a top-level string, which is a member's name if a colon follows. */
        NAME,
        /** After such a string. */
        AFTER_NAME,
        /** In any other string. */
        OTHER_STRING,
        /** In the wanted string. */
        WANTED,
        DONE
    }

    private final String member;
    private final StringBuilder name = new StringBuilder();
    /** Base64 characters that do not yet form a group of four. */
    private final byte[] group = new byte[4];
    private int groupLength;
    private State state = State.OUTSIDE;
    private int depth;
    private boolean escaped;
    private boolean nameMatched;
    private boolean padded;

    private Base64Member(String member) {
        this.member = member;
    }

    /** The decoded bytes; empty if the object has no such string. Requests a chunk from its source only on demand. */
    static Multi<Buffer> decode(String member, Multi<Buffer> json) {
        return Multi.createFrom().deferred(() -> {
            Base64Member decoder = new Base64Member(member);
            return json.onItem().transformToMultiAndConcatenate(chunk -> {
                Buffer decoded = decoder.feed(chunk);
                return decoded.length() == 0 ? Multi.createFrom().empty() : Multi.createFrom().item(decoded);
            }).onCompletion().call(decoder::finish);
        });
    }

    private Buffer feed(Buffer chunk) {
        byte[] base64 = new byte[chunk.length() + 4];
        int length = 0;
        for (int i = 0; i < chunk.length(); i++) {
            byte c = chunk.getByte(i);
            if (state == State.WANTED && (escaped || c != '"' && c != '\\')) {
                length = escaped && isEscapedLineBreak(c) ? length : take(c, base64, length);
                escaped = false;
            } else {
                step(c);
            }
        }
        return length == 0 ? Buffer.buffer(0) : Buffer.buffer(decode(base64, length));
    }

    /** Mail encoders break lines; the only other escape that base64 can need is {@code \/}. */
    private static boolean isEscapedLineBreak(byte c) {
        if (c != '/' && c != 'n' && c != 'r') {
            throw failure("not base64");
        }
        return c != '/';
    }

    private int take(byte c, byte[] base64, int length) {
        if (padded && c != '=') {
            throw failure("base64 after its end");
        }
        padded = c == '=';
        group[groupLength++] = c;
        if (groupLength < 4) {
            return length;
        }
        System.arraycopy(group, 0, base64, length, 4);
        groupLength = 0;
        return length + 4;
    }

    private static byte[] decode(byte[] base64, int length) {
        try {
            return Base64.getDecoder().decode(Arrays.copyOf(base64, length));
        } catch (IllegalArgumentException e) {
            throw failure("not base64");
        }
    }

    private void step(byte c) {
        switch (state) {
            case OUTSIDE -> outside(c);
            case AFTER_NAME -> {
                if (c == ':') {
                    nameMatched = name.toString().equals(member);
                    state = State.OUTSIDE;
                } else if (c > ' ') {
                    state = State.OUTSIDE;
                    outside(c);
                }
            }
            case NAME, OTHER_STRING -> inString(c);
            case WANTED -> {
                if (c == '"') {
                    if (groupLength != 0) {
                        throw failure("base64 ends early");
                    }
                    state = State.DONE;
                } else {
                    escaped = true;
                }
            }
            case DONE -> {
                // ignores the rest of the object
            }
        }
    }

    private void outside(byte c) {
        if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (c == '"') {
            boolean top = depth == 1;
            name.setLength(0);
            state = top && nameMatched ? State.WANTED : top ? State.NAME : State.OTHER_STRING;
        } else if (c <= ' ') {
            return;
        }
        nameMatched = false;
    }

    private void inString(byte c) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            state = state == State.NAME ? State.AFTER_NAME : State.OUTSIDE;
            return;
        }
        if (name.length() <= member.length()) {
            name.append((char) c);
        }
    }

    private Uni<Void> finish() {
        return state == State.WANTED ? Uni.createFrom().failure(failure("response ends early")) : Uni.createFrom().voidItem();
    }

    private static ProviderFailure failure(String what) {
        return new ProviderFailure.Unavailable("space: " + what);
    }
}
