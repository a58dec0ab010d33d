package io.voiceforge.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which a test writes and reads the bytes of HTTP/1.1 itself. */
public final class Wire implements Closeable {

    /**
     * An answer, read to its end.
     *
     * @param headers by their names in lower case; values of the same name are joined by commas
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    public static Wire to(URI root) {
        try {
            Socket socket = new Socket(root.getHost(), root.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            // each write is a packet of its own
            socket.setTcpNoDelay(true);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request on a connection of its own. */
    public static Answer exchange(URI root, String request) {
        try (Wire wire = to(root)) {
            return wire.send(request).answer();
        }
    }

    /** In ISO 8859-1: each character is a byte. */
    public Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one answer. */
    public Answer answer() {
        try {
            int status = Integer.parseInt(line().split(" ")[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                String[] header = line.split(":\\s*", 2);
                headers.merge(header[0].toLowerCase(Locale.ROOT), header[1], (a, b) -> a + "," + b);
            }
            return new Answer(status, headers, status < 200 ? "" : body(headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(Map<String, String> headers) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("content-length")) {
            body.writeBytes(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
        } else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            for (int size = size(); size > 0; size = size()) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
        } else {
            body.writeBytes(in.readAllBytes());
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read(); next != '\n'; next = socket.getInputStream().read()) {
            if (next < 0) {
                throw new EOFException("The connection has ended after: " + line);
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** Sends the pieces one after the other. */
    public Wire send(List<byte[]> pieces) {
        pieces.forEach(this::send);
        return this;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
