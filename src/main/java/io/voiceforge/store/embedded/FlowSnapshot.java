package io.voiceforge.store.embedded;

import java.util.List;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The content of the flows' snapshot file.
 *
 * @param flows in no particular order
 * @param earlier what flows were in versions before, the oldest change first; null in files of version 1
 */
@RegisterForReflection
record FlowSnapshot(List<StoredFlow> flows, List<StoredFlow> earlier) {

    static final int VERSION = 2;
}
