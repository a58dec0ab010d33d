/** Audio to text: requests, transcripts, and the service that asks the providers. */
package io.voiceforge.transcription;
