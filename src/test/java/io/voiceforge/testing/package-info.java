/** What several tests share: fake providers, the packaged program as a process, audio measurements. */
package io.voiceforge.testing;
