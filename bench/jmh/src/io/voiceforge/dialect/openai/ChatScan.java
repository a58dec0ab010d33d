package io.voiceforge.dialect.openai;

import java.io.IOException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** From the bytes of a request for chat to those that go to the provider, under another name of the model. */
@State(Scope.Benchmark)
public class ChatScan {

    /** One is a body of 79 bytes, 100 are one of 19 KB. */
    @Param({ "1", "100" })
    public int messages;

    private Buffer body;

    @Setup
    public void write() {
        JsonArray all = new JsonArray();
        for (int i = 0; i < messages; i++) {
            String text = messages == 1 ? "Good morning"
                    : "It was a bright \"cold\" day in April, and the clocks were striking thirteen. ".repeat(2);
            all.add(new JsonObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", text));
        }
        body = new JsonObject().put("model", "openai/gpt-4o").put("messages", all).toBuffer();
    }

    @Benchmark
    public Buffer scan() throws IOException {
        return ChatRequestBody.of(body).chat().whole("gpt-4o");
    }
}
