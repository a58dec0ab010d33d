package io.voiceforge.chat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voiceforge.json.RawObject;

/**
 * A request of OpenAI's {@code chat/completions}, as the bytes in which it came: they are sent on, with only those members changed that
 * have to differ. Must not be modified. Thread-safe.
 */
public final class ChatBody {

    private static final JsonObject USAGE = new JsonObject().put("include_usage", true);

    private final RawObject raw;
    private final String model;
    private final boolean isStreamed;
    private final boolean hasStreamOptions;
    private final Long maxTokens;
    private volatile JsonObject members;

    /**
     * @param raw with a non-empty array {@code messages}
     * @param model its member {@code model}, or null
     * @param isStreamed whether its member {@code stream} is true
     * @param hasStreamOptions whether its member {@code stream_options} is there and not null
     * @param maxTokens the most tokens that the answer may have, 0 to 10<sup>9</sup>; or null
     */
    public ChatBody(RawObject raw, String model, boolean isStreamed, boolean hasStreamOptions, Long maxTokens) {
        this.raw = raw;
        this.model = model;
        this.isStreamed = isStreamed;
        this.hasStreamOptions = hasStreamOptions;
        this.maxTokens = maxTokens;
    }

    /** A request of the gateway's own, for a whole answer, without a model. */
    static ChatBody of(JsonObject members) {
        return new ChatBody(RawObject.of(members), null, false, false, null);
    }

    /** The caller's name for the model, or null. */
    public String model() {
        return model;
    }

    public boolean hasStreamOptions() {
        return hasStreamOptions;
    }

    /** The most tokens that the answer may have, or null. */
    public Long maxTokens() {
        return maxTokens;
    }

    /** The request for a whole answer, with this model, or with none if null. */
    public Buffer whole(String newModel) {
        return raw.with(members(newModel, false));
    }

    /**
     * The request for a streamed answer.
     *
     * @param reportUsage whether to ask for the event that reports usage
     */
    public Buffer streamed(String newModel, boolean reportUsage) {
        JsonObject changed = members(newModel, true);
        return raw.with(reportUsage ? changed.put("stream_options", USAGE) : changed);
    }

    /** All members, parsed at the first call: only for providers that take another form. Must not be modified. */
    public JsonObject members() {
        JsonObject parsed = members;
        if (parsed == null) {
            parsed = new JsonObject(raw.bytes());
            members = parsed;
        }
        return parsed;
    }

    /** Code points in the whole body. */
    long characters() {
        Buffer bytes = raw.bytes();
        long characters = 0;
        for (int i = 0; i < bytes.length(); i++) {
            // of the bytes of a character in UTF-8, all but the first begin with 10
            characters += (bytes.getByte(i) & 0xC0) == 0x80 ? 0 : 1;
        }
        return characters;
    }

    private JsonObject members(String newModel, boolean streamed) {
        JsonObject changed = new JsonObject();
        if (newModel != null && !newModel.equals(model)) {
            changed.put("model", newModel);
        }
        if (streamed != isStreamed) {
            changed.put("stream", streamed);
        }
        return changed;
    }
}
