/** The audit trail: who has changed what, when and from where. */
package io.voiceforge.audit;
