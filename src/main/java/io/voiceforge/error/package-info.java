/** What can go wrong: failures that callers are told about, and failures of providers. */
package io.voiceforge.error;
