/** Stream operators that keep backpressure: the first item as a promise, and a limit on silence. */
package io.voiceforge.stream;
