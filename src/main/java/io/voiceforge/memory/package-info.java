/** Bounds how much data from callers and providers is buffered at once. */
package io.voiceforge.memory;
