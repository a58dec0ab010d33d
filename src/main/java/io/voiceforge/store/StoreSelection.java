package io.voiceforge.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import io.voiceforge.admin.AdminTokenStore;
import io.voiceforge.audit.AuditStore;
import io.voiceforge.config.StorageConfig;
import io.voiceforge.flow.FlowStore;
import io.voiceforge.key.CustomerStore;
import io.voiceforge.key.KeyStore;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.limit.LimitStore;
import io.voiceforge.store.embedded.AuditTrail;
import io.voiceforge.store.embedded.EmbeddedAdminTokenStore;
import io.voiceforge.store.embedded.EmbeddedCustomerStore;
import io.voiceforge.store.embedded.EmbeddedFlowStore;
import io.voiceforge.store.embedded.EmbeddedKeyStore;
import io.voiceforge.store.embedded.EmbeddedUsageStore;
import io.voiceforge.store.postgres.PostgresAdminTokenStore;
import io.voiceforge.store.postgres.PostgresAuditStore;
import io.voiceforge.store.postgres.PostgresCustomerStore;
import io.voiceforge.store.postgres.PostgresFlowStore;
import io.voiceforge.store.postgres.PostgresKeyStore;
import io.voiceforge.store.postgres.PostgresUsageStore;
import io.voiceforge.store.redis.RedisLimits;
import io.voiceforge.usage.UsageStore;

/**
 * Chooses the implementation of each storage port: PostgreSQL when there is a database and Redis when there is
 * one, else the memory of the process.
 */
class StoreSelection {

    @Produces
    @ApplicationScoped
    KeyStore keys(StorageConfig storage, Instance<PostgresKeyStore> postgres, Instance<EmbeddedKeyStore> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    CustomerStore customers(StorageConfig storage, Instance<PostgresCustomerStore> postgres,
            Instance<EmbeddedCustomerStore> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    AdminTokenStore adminTokens(StorageConfig storage, Instance<PostgresAdminTokenStore> postgres,
            Instance<EmbeddedAdminTokenStore> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    AuditStore audit(StorageConfig storage, Instance<PostgresAuditStore> postgres, Instance<AuditTrail> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    UsageStore usage(StorageConfig storage, Instance<PostgresUsageStore> postgres, Instance<EmbeddedUsageStore> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    FlowStore flows(StorageConfig storage, Instance<PostgresFlowStore> postgres, Instance<EmbeddedFlowStore> embedded) {
        return storage.database().configured() ? postgres.get() : embedded.get();
    }

    @Produces
    @ApplicationScoped
    LimitStore limits(StorageConfig storage, Instance<RedisLimits> redis, Instance<InProcessLimits> inProcess) {
        return storage.redis().configured() ? redis.get() : inProcess.get();
    }
}
