/** Providers as data: their names, settings and kinds, and the one chain that asks them in turn. */
package io.voiceforge.provider;
