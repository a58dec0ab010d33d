/** Runs calls, independently of HTTP: admits them, reserves their quota, has them served, settles and records them. */
package io.voiceforge.gateway;
