/** Audio formats, and the encoders and decoders that turn one into another as a stream. */
package io.voiceforge.audio;
