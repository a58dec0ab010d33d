/** The VoiceForge API under {@code /api}. */
package io.voiceforge.dialect.voiceforge;
