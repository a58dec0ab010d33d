package io.voiceforge.store.embedded;

import java.util.List;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The content of the flows' snapshot file, in no particular order. */
@RegisterForReflection
record FlowSnapshot(List<StoredFlow> flows) {

    static final int VERSION = 1;
}
