package io.voiceforge.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.quarkus.runtime.annotations.RegisterResources;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;

/**
 * A script that Redis runs as a whole, nothing in between. It is sent by its hash, and in full when Redis does not know it yet.
 *
 * @param sha1 of the text in UTF-8, in hexadecimal
 */
@RegisterResources(globs = "io/voiceforge/store/redis/*.lua")
record Script(String text, String sha1) {

    /** @param name of a file {@code .lua} beside this class */
    static Script load(String name) {
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

    Uni<Response> run(RedisAPI redis, List<String> keys, List<String> arguments) {
        return redis.evalsha(command(sha1, keys, arguments))
                .onFailure(failure -> failure instanceof ErrorType error && error.is("NOSCRIPT"))
                .recoverWithUni(() -> redis.eval(command(text, keys, arguments)));
    }

    private static List<String> command(String script, List<String> keys, List<String> arguments) {
        List<String> command = new ArrayList<>(2 + keys.size() + arguments.size());
        command.add(script);
        command.add(String.valueOf(keys.size()));
        command.addAll(keys);
        command.addAll(arguments);
        return command;
    }
}
