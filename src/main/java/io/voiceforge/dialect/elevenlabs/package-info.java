/** The ElevenLabs API under {@code /v1} and {@code /v2}. */
package io.voiceforge.dialect.elevenlabs;
