/** The voice library, and how each of its voices maps to what the providers have. */
package io.voiceforge.voice;
