/** What the dialects share: which one a request speaks, how bodies and forms are read, and how failures become answers. */
package io.voiceforge.dialect;
