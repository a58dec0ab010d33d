/** Every setting, and the environment names under which people know the main ones. */
package io.voiceforge.config;
