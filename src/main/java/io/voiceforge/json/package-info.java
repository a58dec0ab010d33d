/** What the gateway asks of JSON and of text that others wrote: that it can be stored, sent on and read within bounds. */
package io.voiceforge.json;
