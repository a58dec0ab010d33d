/** One call while it is under way: the operation, its cancellation and its clock. */
package io.voiceforge.call;
