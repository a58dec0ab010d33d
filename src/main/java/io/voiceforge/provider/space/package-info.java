/** The Hugging Face Space: its calls, its two ways of answering, and its sleep. */
package io.voiceforge.provider.space;
