package io.voiceforge.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate made out to 127.0.0.1, not to a name, with its key.
 *
 * @param store PKCS #12 with both, opened by {@link #PASSWORD}
 * @param certificate PEM
 * @param key PEM, readable by its owner only
 */
public record TestCertificate(Path store, Path certificate, Path key) {

    public static final String PASSWORD = "changeit";

    /** @param directory an empty one */
    public static TestCertificate in(Path directory) {
        try {
            Path store = directory.resolve("test.p12");
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1",
                    "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD).inheritIO().start();
            if (keytool.waitFor() != 0) {
                throw new AssertionError("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new TestCertificate(store,
                    pem(directory.resolve("certificate.pem"), "CERTIFICATE", keys.getCertificate("test").getEncoded()),
                    pem(directory.resolve("key.pem"), "PRIVATE KEY", keys.getKey("test", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What makes a JVM trust it. */
    public String[] trusted() {
        return new String[] { "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.trustStoreType=PKCS12" };
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' })
                .encodeToString(content) + "\n-----END " + kind + "-----\n");
    }
}
