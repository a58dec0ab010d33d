/** Who is calling: credentials, and what they allow. */
package io.voiceforge.access;
