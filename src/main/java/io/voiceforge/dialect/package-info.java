/** What the dialects share: which one a request speaks, and the way from a failure to an answer. */
package io.voiceforge.dialect;
