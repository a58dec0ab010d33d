/** Named admin tokens: their secrets, roles, administration, and the port to where they are stored. */
package io.voiceforge.admin;
