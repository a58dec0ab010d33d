package io.voiceforge.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;

import io.voiceforge.audit.AuditEvent;
import io.voiceforge.key.ApiKey;
import io.voiceforge.key.KeySecret;

/**
 * The main of a child process: inserts keys into the directory of its first argument without an end, each as soon as the
 * one before is in the file, and prints how many are.
 */
final class SnapshotWriter {

    private SnapshotWriter() {
    }

    public static void main(String[] args) {
        EmbeddedKeyStore store = new Stores().open(Path.of(args[0]), Duration.ZERO);
        for (int written = 1; true; written++) {
            UUID id = UUID.randomUUID();
            ApiKey key = ApiKey.create(id, "hint", ApiKey.Settings.named("key " + written), Instant.now());
            long before = store.snapshotWrites();
            store.insert(key, KeySecret.hash(id.toString()),
                    new AuditEvent(id, Instant.now(), "admin", AuditEvent.Action.CREATED, "::1", List.of())).await()
                    .indefinitely();
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                    .until(() -> store.snapshotWrites() > before);
            System.out.println(written);
        }
    }
}
