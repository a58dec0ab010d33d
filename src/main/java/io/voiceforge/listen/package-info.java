/** Listening: what audio says, and where somebody speaks in it. */
package io.voiceforge.listen;
