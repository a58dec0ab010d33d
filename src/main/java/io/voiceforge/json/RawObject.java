package io.voiceforge.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A JSON object as the bytes in which it came, and where its members stand in them: it can be looked at and changed without being
 * parsed into a map and encoded again. Immutable, as long as nobody changes the bytes.
 */
public final class RawObject {

    /** Reads the value of one member. */
    public interface MemberReader {

        /**
         * @param value stands at the first token of the value, and must stand at its last afterwards
         */
        void read(String name, JsonParser value) throws IOException;
    }

    private record Member(String name, int start, int end) {
    }

    /** Everything that can be parsed is bounded by the size of the body that it comes in. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            // of two members of the same name one would be lost without a word
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final JsonFactory UNBOUNDED = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();
    private static final JsonFactory LENIENT = new JsonFactory();

    private final Buffer bytes;
    private final List<Member> members;

    private RawObject(Buffer bytes, List<Member> members) {
        this.bytes = bytes;
        this.members = members;
    }

    /**
     * Reads a whole object strictly: no member twice, nothing behind it, no lone surrogate, which could not be passed on as text.
     *
     * @param bytes UTF-8
     * @param reader of the values of its members, all of which it is given in their order
     * @throws NotAnObjectException when the bytes are JSON of another kind
     * @throws LoneSurrogateException when a text holds one
     * @throws StreamConstraintsException when a number, a text or the nesting is beyond all bounds
     * @throws JsonProcessingException when the bytes are no JSON
     */
    public static RawObject read(Buffer bytes, MemberReader reader) throws JsonProcessingException {
        List<Member> members = new ArrayList<>(8);
        try (JsonParser parser = parser(STRICT, bytes)) {
            boolean isSuspicious = mayHoldSurrogates(bytes.getByteBuf());
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NotAnObjectException();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                long start = parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                reader.read(name, parser);
                parser.finishToken();
                long end = parser.currentLocation().getByteOffset();
                if (start < 0 || end < 0) {
                    throw new JsonParseException(parser, "not in UTF-8");
                }
                members.add(new Member(name, (int) start, (int) end));
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            if (isSuspicious) {
                checkTexts(bytes);
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (NumberFormatException e) {
            throw new StreamConstraintsException("Number out of range");
        } catch (IOException e) {
            throw new JsonParseException(null, "not to be parsed", e);
        }
        return new RawObject(bytes, members);
    }

    /** An object of the gateway's own. */
    public static RawObject of(JsonObject object) {
        try {
            return read(object.toBuffer(), (name, value) -> value.skipChildren());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A parser for bytes that are not the caller's, which takes what can be understood. */
    public static JsonParser lenientParser(Buffer bytes) throws IOException {
        return parser(LENIENT, bytes);
    }

    public Buffer bytes() {
        return bytes;
    }

    /** The object with these members in place of its own of the same names; the other bytes stay as they are. */
    public Buffer with(JsonObject others) {
        if (others.isEmpty()) {
            return bytes;
        }
        String head = others.encode();
        Buffer all = Buffer.buffer(bytes.length() + head.length() + 2).appendString(head.substring(0, head.length() - 1));
        int from = -1;
        int to = -1;
        for (Member member : members) {
            if (others.containsKey(member.name())) {
                append(all, from, to);
                from = -1;
            } else {
                from = from < 0 ? member.start() : from;
                to = member.end();
            }
        }
        append(all, from, to);
        return all.appendByte((byte) '}');
    }

    private void append(Buffer all, int from, int to) {
        if (from >= 0) {
            all.appendByte((byte) ',').appendBuffer(bytes, from, to - from);
        }
    }

    private static JsonParser parser(JsonFactory factory, Buffer bytes) throws IOException {
        ByteBuf held = bytes.getByteBuf();
        return held.hasArray()
                ? factory.createParser(held.array(), held.arrayOffset() + held.readerIndex(), held.readableBytes())
                : factory.createParser(bytes.getBytes());
    }

    /** Whether there is an escape of a surrogate, or the bytes of one: rare enough that the texts are looked at only then. */
    private static boolean mayHoldSurrogates(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i < bytes.writerIndex() - 2; i++) {
            byte c = bytes.getByte(i);
            boolean isEscape = c == '\\' && bytes.getByte(i + 1) == 'u' && (bytes.getByte(i + 2) | 0x20) == 'd';
            if (isEscape || c == (byte) 0xED && (bytes.getByte(i + 1) & 0xE0) == 0xA0) {
                return true;
            }
        }
        return false;
    }

    private static void checkTexts(Buffer bytes) throws IOException {
        try (JsonParser parser = parser(UNBOUNDED, bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
                if (isText
                        && !Unicode.isWellFormed(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
                    throw new LoneSurrogateException();
                }
            }
        }
    }

    /** The bytes are JSON, but no object. */
    public static final class NotAnObjectException extends JsonProcessingException {

        NotAnObjectException() {
            super("not an object");
        }
    }

    /** A text holds a lone surrogate. */
    public static final class LoneSurrogateException extends JsonProcessingException {

        LoneSurrogateException() {
            super("a lone surrogate");
        }
    }
}
