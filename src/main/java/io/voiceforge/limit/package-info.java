/** What a key may use: requests in an hour, requests at once, and quotas of a month. */
package io.voiceforge.limit;
