package io.voiceforge.speech;

/**
 * A speech model.
 *
 * @param id the name that callers use
 * @param name the display name
 * @param speaker the display name of its provider
 */
public record SpeechModel(String id, String name, String speaker) {
}
