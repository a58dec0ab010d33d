package io.voiceforge.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller's connection, on which one request follows the other in the moment in which the last byte of an answer has been read. It is
 * opened again when the gateway has said that it closes it.
 */
public final class KeptConnection implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    /** @param head with the line of the status */
    public record Answer(int status, String head, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final URI root;
    private Socket socket;
    private InputStream in;

    public KeptConnection(URI root) {
        this.root = root;
    }

    /** Sends a request as it is written and reads the whole answer. */
    public Answer send(String request) throws IOException {
        if (socket == null) {
            socket = new Socket(root.getHost(), root.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
        }
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) read());
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : chunks();
        if (head.toString().toLowerCase(java.util.Locale.ROOT).contains("\r\nconnection: close")) {
            close();
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), body);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder line = new StringBuilder();
            for (int c = read(); c != '\n'; c = read()) {
                line.append((char) c);
            }
            int size = Integer.parseInt(line.toString().strip(), 16);
            body.write(in.readNBytes(size));
            in.readNBytes(2);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("The connection has closed before the answer's end");
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
