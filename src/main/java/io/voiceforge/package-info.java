/** The gateway: callers' dialects on one side, providers on the other, and what both share in between. */
package io.voiceforge;
