/** What a key may use: requests per time, concurrent requests and monthly quotas. */
package io.voiceforge.limit;
