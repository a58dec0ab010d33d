/** Speech engines that need nothing but this machine: FreeTTS inside the process, and {@code espeak-ng} as a child process. */
package io.voiceforge.provider.local;
