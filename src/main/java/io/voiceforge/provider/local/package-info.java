/**
 * Speech engines that need only this machine, FreeTTS in the process and {@code espeak-ng} as a child process, and voice
 * activity.
 */
package io.voiceforge.provider.local;
