/** Audio formats, and the streaming encoders and decoders that convert between them. */
package io.voiceforge.audio;
