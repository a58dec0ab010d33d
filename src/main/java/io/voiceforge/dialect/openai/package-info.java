/** The OpenAI API under {@code /v1}. */
package io.voiceforge.dialect.openai;
