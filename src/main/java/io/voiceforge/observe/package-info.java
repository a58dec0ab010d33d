/** What operators see: meters, health, request ids. */
package io.voiceforge.observe;
