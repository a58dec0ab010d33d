/** What all remote providers share: the streaming HTTP client, how answers become failures, and the breaker. */
package io.voiceforge.provider.http;
