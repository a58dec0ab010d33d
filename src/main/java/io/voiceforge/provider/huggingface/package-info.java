/** Hugging Face's router, which speaks OpenAI's API for chat. */
package io.voiceforge.provider.huggingface;
