package io.voiceforge.provider.local;

import java.util.Set;

import com.sun.speech.freetts.Item;
import com.sun.speech.freetts.Relation;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.UtteranceProcessor;

/**
 * Replaces sounds for whose transition the voice has no recording with the nearest sound that has one.
 * <p>
 * FreeTTS would otherwise print the sounds, and thus the caller's text, to standard error and play something arbitrary.
 * {@code cmu_us_kal16} lacks {@code ng} after a consonant, {@code er} or a pause, and {@code hh}, {@code w} and {@code y}
 * before a consonant or a pause, except {@code hh-y}.
 */
final class DiphoneRepair implements UtteranceProcessor {

    private static final Set<String> VOWELS = Set.of("aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy",
            "ow",
            "oy", "uh", "uw");

    @Override
    public void processUtterance(Utterance utterance) {
        Relation segments = utterance.getRelation(Relation.SEGMENT);
        String previous = "pau";
        for (Item segment = segments.getHead(); segment != null; segment = segment.getNext()) {
            Item following = segment.getNext();
            String sound = name(segment);
            String mended = mend(previous, sound, following == null ? "pau" : name(following));
            if (!mended.equals(sound)) {
                segment.getFeatures().setString("name", mended);
            }
            previous = mended;
        }
    }

    static String mend(String previous, String sound, String next) {
        return switch (sound) {
            case "ng" -> VOWELS.contains(previous) && !previous.equals("er") ? sound : "n";
            case "hh" -> VOWELS.contains(next) || next.equals("y") ? sound : "ax";
            case "w" -> VOWELS.contains(next) ? sound : "uw";
            case "y" -> VOWELS.contains(next) ? sound : "iy";
            default -> sound;
        };
    }

    private static String name(Item segment) {
        return segment.getFeatures().getString("name");
    }
}
