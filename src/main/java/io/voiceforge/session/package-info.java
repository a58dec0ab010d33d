/** Sessions in memory: how long they last, how many there may be, and which one goes first. */
package io.voiceforge.session;
