/** The voice library, and the mapping of its voices to the providers' voices. */
package io.voiceforge.voice;
