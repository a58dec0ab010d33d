package io.voiceforge.store.embedded;

import org.junit.jupiter.api.AfterEach;

import io.voiceforge.audit.AuditStore;
import io.voiceforge.key.CustomerStore;
import io.voiceforge.key.CustomerStoreContract;
import io.voiceforge.key.KeyStore;

class EmbeddedCustomerStoreTest extends CustomerStoreContract {

    private final Stores stores = new Stores();
    private final EmbeddedKeyStore keys = stores.inMemory();
    private final EmbeddedCustomerStore customers = new EmbeddedCustomerStore(keys);

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Override
    protected CustomerStore customers() {
        return customers;
    }

    @Override
    protected AuditStore trail() {
        return stores.trail();
    }

    @Override
    protected KeyStore keys() {
        return keys;
    }
}
