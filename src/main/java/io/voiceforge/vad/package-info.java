/** Voice activity in a stream of samples: how likely speech is, by the Silero network, and the segments that follow from that. */
package io.voiceforge.vad;
