/** How much of what callers and providers send may be buffered at once. */
package io.voiceforge.memory;
