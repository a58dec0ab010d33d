/** Voice activity: where in an audio file somebody speaks. */
package io.voiceforge.activity;
