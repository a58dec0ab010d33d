/** Conversation: the request, the chain of providers, the port that they implement, and sessions. */
package io.voiceforge.chat;
