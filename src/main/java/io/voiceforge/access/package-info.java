/** Authentication and authorization: who is calling, and what their credentials allow. */
package io.voiceforge.access;
