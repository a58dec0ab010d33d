/** Usage: measured at the end of each call, summed in memory, stored in batches, reported. */
package io.voiceforge.usage;
