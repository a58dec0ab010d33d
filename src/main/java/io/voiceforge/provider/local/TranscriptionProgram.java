package io.voiceforge.provider.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.voiceforge.config.CannotStart;
import io.voiceforge.transcription.Languages;

/**
 * The program that the operator has chosen for transcription. It finds the audio on standard input, and writes the text to
 * standard output.
 *
 * @param name for callers, logs and pins
 * @param command with the program's path
 * @param languages ISO 639 codes; the first is meant if the caller names none. Empty for any
 */
record TranscriptionProgram(String name, CommandTemplate command, List<String> languages) {

    private static final Logger LOG = Logger.getLogger(TranscriptionProgram.class);

    private static final String CHOICE = "VOICEFORGE_LOCAL_TRANSCRIPTION";
    private static final String COMMAND = "VOICEFORGE_LOCAL_TRANSCRIPTION_COMMAND";
    private static final String LANGUAGES = "VOICEFORGE_LOCAL_TRANSCRIPTION_LANGUAGES";
    private static final String POCKETSPHINX = "pocketsphinx";
    /** It takes the header for a millisecond of sound, and needs no name of the file. */
    private static final String POCKETSPHINX_COMMAND = "pocketsphinx_continuous -infile /dev/stdin -logfn /dev/null";
    private static final String AUTO = "auto";

    /**
     * The program of the settings; empty if there is none, and if it is not installed, which is logged.
     *
     * @throws RuntimeException that ends the start if a setting is wrong
     */
    static Optional<TranscriptionProgram> of(LocalConfig config, String searchPath) {
        Optional<String> choice = config.transcription().map(String::strip).filter(text -> !text.isEmpty());
        Optional<String> command = config.transcriptionCommand().filter(text -> !text.isBlank());
        if (choice.isPresent() && !choice.get().equals(POCKETSPHINX)) {
            throw CannotStart.because(CHOICE + " can only be " + POCKETSPHINX + ". " + COMMAND + " takes any other program.");
        }
        if (choice.isPresent() && command.isPresent()) {
            throw CannotStart.because(CHOICE + " and " + COMMAND + " exclude each other.");
        }
        List<String> languages = config.transcriptionLanguages().orElse(List.of()).stream()
                .map(TranscriptionProgram::language).toList();
        if (!languages.isEmpty() && command.isEmpty()) {
            throw CannotStart.because(LANGUAGES + " belongs to " + COMMAND + ", which is not set.");
        }
        return choice.isPresent() ? pocketsphinx(searchPath)
                : command.flatMap(text -> byCommand(text, languages, searchPath));
    }

    private static Optional<TranscriptionProgram> pocketsphinx(String searchPath) {
        CommandTemplate command = CommandTemplate.parse(POCKETSPHINX_COMMAND);
        Optional<Path> program = Programs.find(command.program(), searchPath)
                .filter(path -> Files.isDirectory(path.resolve("../../share/pocketsphinx/model/en-us").normalize()));
        if (program.isEmpty()) {
            LOG.warnf("%s=%s has no effect, because %s or its English model is not installed."
                    + " On Debian: apt-get install pocketsphinx pocketsphinx-en-us", CHOICE, POCKETSPHINX, command.program());
        }
        return program.map(path -> new TranscriptionProgram(POCKETSPHINX, command.withProgram(path.toString()),
                List.of("en")));
    }

    private static Optional<TranscriptionProgram> byCommand(String text, List<String> languages, String searchPath) {
        CommandTemplate command;
        try {
            command = CommandTemplate.parse(text);
        } catch (IllegalArgumentException e) {
            throw CannotStart.because(COMMAND + ' ' + e.getMessage());
        }
        Optional<Path> program = Programs.find(command.program(), searchPath);
        if (program.isEmpty()) {
            LOG.warnf("%s has no effect, because its program %s is not installed or may not be executed", COMMAND,
                    command.program());
        }
        return program.map(path -> new TranscriptionProgram(path.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "-"),
                command.withProgram(path.toString()), languages));
    }

    private static String language(String name) {
        return Languages.code(name).orElseThrow(
                () -> CannotStart.because(LANGUAGES + " must be ISO 639 codes separated by commas, such as en,de."));
    }

    /** @param language an ISO 639 code, or null if the caller names none */
    boolean knows(String language) {
        return language == null || languages.isEmpty() || languages.contains(language);
    }

    /** The command for one call. */
    List<String> command(String file, String language) {
        return command.fill(file, language != null ? language : languages.isEmpty() ? AUTO : languages.get(0));
    }

    /** The language of a transcript, or null if only the program knows it. */
    String spoken(String language) {
        return language != null ? language : languages.size() == 1 ? languages.get(0) : null;
    }
}
