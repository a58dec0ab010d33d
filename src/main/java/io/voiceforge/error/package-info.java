/** What can go wrong: failures reported to callers, and failures of providers. */
package io.voiceforge.error;
