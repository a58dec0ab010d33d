package io.voiceforge.memory;

import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;

/** Memory for what is read as a whole. */
@ConfigMapping(prefix = "voiceforge.memory")
public interface MemoryConfig {

    /** How many bytes all requests together may buffer, bodies and responses; by default an eighth of the heap. */
    Optional<@Min(1 << 20) Long> bufferBytes();
}
