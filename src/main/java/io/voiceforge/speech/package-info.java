/** Text to audio: requests, the chain of providers, and the port that providers implement. */
package io.voiceforge.speech;
