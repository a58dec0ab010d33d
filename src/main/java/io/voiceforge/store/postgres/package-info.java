/** Storage in PostgreSQL through reactive Panache. */
package io.voiceforge.store.postgres;
