/** Which of the two stores is used. */
package io.voiceforge.store;
