package io.voiceforge.provider.local;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How programs are found, started and ended. */
final class Programs {

    private Programs() {
    }

    /**
     * Looks for a program that may be executed; only reads directories.
     *
     * @param name a path if it contains a slash, else a file's name in one of the directories
     * @param searchPath directories in the form of the {@code PATH} variable; may be null
     */
    static Optional<Path> find(String name, String searchPath) {
        if (name.contains("/")) {
            return executable(name, "");
        }
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(searchPath == null ? "" : searchPath)
                .filter(directory -> !directory.isBlank())
                .flatMap(directory -> executable(directory, name).stream())
                .findFirst();
    }

    static Optional<Path> executable(String first, String more) {
        try {
            return Optional.of(Path.of(first, more).toAbsolutePath())
                    .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * A process to be started without a shell, in the root directory. Nobody reads what it says on standard error.
     *
     * @param variables the names of what it inherits of the gateway's environment, which holds secrets
     */
    static ProcessBuilder builder(List<String> command, Set<String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD).directory(new File("/"));
        builder.environment().keySet().retainAll(variables);
        return builder;
    }

    /** Ends a process at once, and what it has started; the JDK then closes its pipes and reaps it. Reads {@code /proc}. */
    static void kill(Process process) {
        // found while their parent lives, which would start the next when one of them ends
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        // they would keep the pipe open and its reader blocked
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
