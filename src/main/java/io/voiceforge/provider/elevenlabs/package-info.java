/** The kind {@code elevenlabs}: ElevenLabs, and servers with its API. */
package io.voiceforge.provider.elevenlabs;
