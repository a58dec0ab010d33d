/** Checks and parses JSON and text from outside, within bounds. */
package io.voiceforge.json;
