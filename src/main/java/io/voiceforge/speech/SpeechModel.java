package io.voiceforge.speech;

/**
 * A model that speaks.
 *
 * @param id as callers name it
 * @param name for people
 * @param speaker whose it is, for people
 */
public record SpeechModel(String id, String name, String speaker) {
}
