/** Audio to text: requests, transcripts, and the service that calls the providers. */
package io.voiceforge.transcription;
