/** The short names of the main settings, and how a start ends that cannot succeed; other settings are beside their features. */
package io.voiceforge.config;
