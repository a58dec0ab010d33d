/** OpenAI, or anything that speaks its API. */
package io.voiceforge.provider.openai;
