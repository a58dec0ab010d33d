package io.voiceforge.store.embedded;

import java.util.List;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Flows as they stand in the snapshot file, in no order. */
@RegisterForReflection
record FlowSnapshot(List<StoredFlow> flows) {

    static final int VERSION = 1;
}
