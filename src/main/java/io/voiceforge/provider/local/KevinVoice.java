package io.voiceforge.provider.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

import com.sun.speech.freetts.Age;
import com.sun.speech.freetts.Gender;
import com.sun.speech.freetts.OutputQueue;
import com.sun.speech.freetts.ProcessException;
import com.sun.speech.freetts.Token;
import com.sun.speech.freetts.Tokenizer;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.UtteranceProcessor;
import com.sun.speech.freetts.diphone.DiphoneUnitSelector;
import com.sun.speech.freetts.en.us.CMUDiphoneVoice;
import com.sun.speech.freetts.en.us.CMULexicon;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import com.sun.speech.freetts.relp.LPCResult;

/**
 * FreeTTS's 16 kHz voice, an American man. Takes about 16 MB of heap and a quarter of a second to create.
 * <p>
 * It runs FreeTTS's processors itself instead of calling {@code speak}, which avoids the audio player, the output thread, and
 * the loops in which {@code speak} hangs after a failure.
 */
final class KevinVoice implements Synthesizer {

    static final int SAMPLE_RATE_HERTZ = 16_000;

    /** Measured: the fundamental is at 94 Hz for a pitch of 100 and at 162 Hz for 170, with the same formants. */
    private static final float MALE_PITCH_HERTZ = 100;
    private static final float FEMALE_PITCH_HERTZ = 170;
    private static final float RANGE_PER_PITCH = 0.11f;

    /** FreeTTS logs the text that it speaks. Kept in a field, because a logger that is garbage-collected loses its level. */
    private final Logger silenced = Logger.getLogger("com.sun.speech.freetts");
    private final DiphoneRepair diphoneRepair = new DiphoneRepair();
    private final CMUDiphoneVoice voice;

    KevinVoice() {
        silenced.setLevel(Level.OFF);
        voice = new CMUDiphoneVoice("kevin16", Gender.MALE, Age.YOUNGER_ADULT, "16-bit diphone voice", Locale.US, "general",
                "cmu",
                new CMULexicon("cmulex"), KevinVoiceDirectory.class.getResource("cmu_us_kal16.bin"));
        // Without a queue, allocate() starts a thread that never ends.
        voice.setOutputQueue(new OutputQueue());
        voice.allocate();
    }

    @Override
    public byte[] synthesize(String text, boolean female, double speed) {
        try {
            return process(text, female, speed);
        } catch (ProcessException | RuntimeException e) {
            // FreeTTS's number rules fail on some text that looks like a number; the bare words always work.
            try {
                return process(LatinText.plain(text), female, speed);
            } catch (ProcessException again) {
                throw new IllegalStateException("FreeTTS cannot speak this text");
            }
        }
    }

    private byte[] process(String text, boolean female, double speed) throws ProcessException {
        float pitchHertz = female ? FEMALE_PITCH_HERTZ : MALE_PITCH_HERTZ;
        voice.setPitch(pitchHertz);
        voice.setPitchRange(pitchHertz * RANGE_PER_PITCH);
        voice.setDurationStretch((float) (1 / speed));
        List<Token> tokens = tokens(text);
        if (tokens.isEmpty()) {
            return new byte[0];
        }
        Utterance utterance = new Utterance(voice, tokens);
        List<?> processors = voice.getUtteranceProcessors();
        for (Object processor : processors) {
            if (processor instanceof DiphoneUnitSelector) {
                diphoneRepair.processUtterance(utterance);
            }
            ((UtteranceProcessor) processor).processUtterance(utterance);
        }
        return swapBytes(((LPCResult) utterance.getObject("target_lpcres")).getWaveSamples());
    }

    private List<Token> tokens(String text) {
        Tokenizer tokenizer = voice.getTokenizer();
        tokenizer.setInputText(text);
        List<Token> tokens = new ArrayList<>();
        // There are never more tokens than characters; the bound holds even if the tokenizer never ends.
        for (int i = 0; i <= text.length() && tokenizer.hasMoreTokens(); i++) {
            Token token = tokenizer.getNextToken();
            if (token != null && !token.getWord().isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static byte[] swapBytes(byte[] samples) {
        for (int i = 0; i + 1 < samples.length; i += 2) {
            byte high = samples[i];
            samples[i] = samples[i + 1];
            samples[i + 1] = high;
        }
        return samples;
    }
}
