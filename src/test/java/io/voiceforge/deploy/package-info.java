/** The files of {@code deploy/} and {@code Dockerfile.native}, held against the program. */
package io.voiceforge.deploy;
