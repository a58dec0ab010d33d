package io.voiceforge.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.voiceforge.admin.AdminToken;
import io.voiceforge.admin.AdminTokenStore;
import io.voiceforge.admin.AdminTokenStoreContract;
import io.voiceforge.audit.AuditStore;

class EmbeddedAdminTokenStoreTest extends AdminTokenStoreContract {

    @TempDir
    Path directory;

    private final Stores stores = new Stores();
    private EmbeddedAdminTokenStore store;

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Override
    protected AdminTokenStore store() {
        if (store == null) {
            stores.inMemory();
            store = stores.adminTokens();
        }
        return store;
    }

    @Override
    protected AuditStore trail() {
        return stores.trail();
    }

    @Test
    void tokensAndTheirEventsAreThereAfterARestart() throws Exception {
        stores.in(directory);
        store = stores.adminTokens();
        AdminToken token = insert("zoe", "hash");
        await(store.use(token.id(), NOW));
        stores.close();
        stores.in(directory);

        assertThat(await(stores.adminTokens().findBySecretHash("hash"))).contains(token.usedAt(NOW));
        assertThat(await(stores.trail().list(new AuditStore.Page(AuditStore.Filter.ALL, 10, null)))).hasSize(1);
        assertThat(Files.readString(directory.resolve("admin-tokens.json"))).contains("zoe");
    }
}
