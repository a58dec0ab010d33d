/** The models that the configured providers offer. */
package io.voiceforge.model;
