/** One caller's request while it is under way. */
package io.voiceforge.call;
