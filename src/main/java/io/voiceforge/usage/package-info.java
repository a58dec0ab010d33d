/** What has been used: measured at the end of each call, added up in memory, stored in batches, reported. */
package io.voiceforge.usage;
