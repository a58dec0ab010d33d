package io.voiceforge.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.quarkus.runtime.annotations.RegisterResources;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * A script that Redis runs as a whole, nothing in between. It is sent by its hash, and in full when Redis does not know it yet.
 *
 * @param sha1 of the text in UTF-8, in hexadecimal
 */
@RegisterResources(globs = "io/voiceforge/store/redis/*.lua")
record Script(String text, String sha1) {

    static final Script ADMIT = load("admit");
    static final Script RENEW = load("renew");
    static final Script RESERVE = load("reserve");
    static final Script SETTLE = load("settle");
    static final List<Script> ALL = List.of(ADMIT, RENEW, RESERVE, SETTLE);

    /** @param name of a file {@code .lua} beside this class */
    private static Script load(String name) {
        try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
            byte[] text = file.readAllBytes();
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(text);
            return new Script(new String(text, StandardCharsets.UTF_8), HexFormat.of().formatHex(sha1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Uni<Response> run(RedisPipeline redis, List<String> keys, List<String> arguments) {
        return redis.send(request(Command.EVALSHA, sha1, keys, arguments))
                .onFailure(failure -> String.valueOf(failure.getMessage()).startsWith("NOSCRIPT"))
                .recoverWithUni(() -> redis.send(request(Command.EVAL, text, keys, arguments)));
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }
}
