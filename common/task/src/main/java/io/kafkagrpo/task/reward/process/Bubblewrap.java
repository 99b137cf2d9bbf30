package io.kafkagrpo.task.reward.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The sandbox {@code bwrap}. */
public final class Bubblewrap {
    private Bubblewrap() {}

    /**
     * Where it is installed.
     *
     * @throws IllegalArgumentException saying how to install it, where it is missing
     */
    public static Path path() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "bwrap"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "it needs the sandbox bwrap, which is not on the PATH; install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap)."));
    }

    /**
     * The words before the command of a script: it reads this machine's files but changes none, sees no network
     * and no process but its own, and ends with its parent.
     *
     * @throws IllegalArgumentException saying how to install it, where it is missing
     */
    static List<String> forScript(Path script) {
        String folder = String.valueOf(script.getParent());
        return List.of(
                path().toString(),
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--ro-bind",
                "/",
                "/",
                "--tmpfs",
                "/tmp",
                "--ro-bind-try",
                folder,
                folder,
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--");
    }
}
