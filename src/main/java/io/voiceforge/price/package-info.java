/** What providers charge: price lists, and exact amounts of money. */
package io.voiceforge.price;
