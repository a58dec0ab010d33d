/** What runs on this machine: FreeTTS in the process, {@code espeak-ng} as a child process, and voice activity detection. */
package io.voiceforge.provider.local;
