/** Stream operators that keep backpressure, and the way back to the thread of the caller. */
package io.voiceforge.stream;
