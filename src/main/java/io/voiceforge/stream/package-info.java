/** Stream operators that preserve backpressure, and the way back to the caller's thread. */
package io.voiceforge.stream;
