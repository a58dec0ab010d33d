/** Chat: requests, the chain of providers, the port that providers implement, and sessions. */
package io.voiceforge.chat;
