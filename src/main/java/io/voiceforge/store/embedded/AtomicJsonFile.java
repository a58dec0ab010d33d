package io.voiceforge.store.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.voiceforge.config.CannotStart;

/**
 * A JSON file {@code {"version":…,"data":…}} that is replaced atomically: each new state is written to a temporary file beside
 * it, which then takes its place. Read once; written by one thread at a time.
 */
final class AtomicJsonFile<T> {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final Path temporary;
    private final int version;
    private final Class<T> type;
    /** Not the application's mapper, so that changes to the API's JSON cannot affect the file format. */
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            // preserves any text, even an unpaired surrogate, which UTF-8 cannot represent
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    AtomicJsonFile(Path file, int version, Class<T> type) {
        this.file = file;
        this.temporary = file.resolveSibling(file.getFileName() + ".tmp");
        this.version = version;
        this.type = type;
    }

    /**
     * Passes the file's content to {@code restore}, if there is a file, and removes the temporary file of a killed process.
     *
     * @throws RuntimeException a {@link CannotStart} if the file is unreadable, damaged or from a newer version; anything that
     *         {@code restore} throws counts as damage
     */
    void load(Consumer<T> restore) {
        removeTemporary();
        try (JsonParser in = json.createParser(Files.newInputStream(file))) {
            restore.accept(read(in));
        } catch (NoSuchFileException e) {
            // the first start
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw damaged(at == null || at.getByteOffset() < 0 ? "" : " near byte " + at.getByteOffset());
        } catch (IOException e) {
            throw CannotStart.because("VOICEFORGE_DATA_DIR: the file " + file + " cannot be read (" + FailureReason.of(e)
                    + "). Make it readable for this process, or move it away to start without its data.");
        } catch (NewerVersionException e) {
            throw CannotStart.because("VOICEFORGE_DATA_DIR: the file " + file
                    + " was written by a newer version of the gateway. Run that version, or move the file away to start"
                    + " without its data.");
        } catch (RuntimeException e) {
            throw damaged("");
        }
    }

    /** Replaces the file, or leaves it unchanged if this fails. Blocks until the data is on disk. */
    void replace(T data) throws IOException {
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnlyPermissions.file(temporary))) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                write(data, out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            removeTemporary();
            throw e;
        }
        forceDirectory();
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private T read(JsonParser in) throws IOException {
        require(in, in.nextToken() == JsonToken.START_OBJECT);
        require(in, "version".equals(in.nextFieldName()) && in.nextToken() == JsonToken.VALUE_NUMBER_INT);
        if (in.getLongValue() > version) {
            throw new NewerVersionException();
        }
        require(in, in.getLongValue() >= 1);
        require(in, "data".equals(in.nextFieldName()) && in.nextToken() == JsonToken.START_OBJECT);
        T data = json.readerFor(type).readValue(in);
        require(in, in.nextToken() == JsonToken.END_OBJECT && in.nextToken() == null);
        return data;
    }

    private void write(T data, OutputStream out) throws IOException {
        try (JsonGenerator generator = json.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            generator.writeStartObject();
            generator.writeNumberField("version", version);
            generator.writeFieldName("data");
            json.writerFor(type).writeValue(generator, data);
            generator.writeEndObject();
        }
    }

    /** Makes the rename survive a power failure, where directories can be synced. */
    private void forceDirectory() {
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // not supported on this operating system
        }
    }

    private void removeTemporary() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // the next write will fail on it and report it
        }
    }

    private RuntimeException damaged(String where) {
        return CannotStart.because("VOICEFORGE_DATA_DIR: the file " + file + " is damaged or incomplete" + where
                + "; it has not been touched. Put a good copy in its place, or move it away to start without its data.");
    }

    private static void require(JsonParser in, boolean expected) throws JsonProcessingException {
        if (!expected) {
            throw new JsonParseException(in, "Not a snapshot");
        }
    }

    private static final class NewerVersionException extends RuntimeException {
    }
}
