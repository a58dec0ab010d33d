/** Observability: meters, traces, access log, health and request ids. */
package io.voiceforge.observe;
