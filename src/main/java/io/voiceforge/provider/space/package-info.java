/** The Hugging Face Space: its calls, its two forms of response, and its sleep. */
package io.voiceforge.provider.space;
