/** Voice activity: detects the speech in an audio file. */
package io.voiceforge.activity;
