/** What a key may use: requests per hour, concurrent requests and monthly quotas. */
package io.voiceforge.limit;
