/** The short names of the main settings, and how a failed startup is reported; other settings are next to their features. */
package io.voiceforge.config;
