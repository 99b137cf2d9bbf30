package io.kafkagrpo.task.reward.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The sandbox {@code bwrap} around a command. */
final class Bubblewrap {
    private Bubblewrap() {}

    /**
     * The words before a command that reads this machine's files but changes none, sees no network and no process but its
     * own, and ends with its parent.
     *
     * @throws IllegalArgumentException saying how to install bubblewrap, where it is missing
     */
    static List<String> forScript(Path script) {
        requireInstalled();
        return List.of(
                "bwrap",
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--ro-bind",
                "/",
                "/",
                "--tmpfs",
                "/tmp",
                "--ro-bind-try",
                script.getParent().toString(),
                script.getParent().toString(),
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--");
    }

    /** @throws IllegalArgumentException saying how to install it, where it is missing */
    static void requireInstalled() {
        String path = System.getenv().getOrDefault("PATH", "");
        if (Arrays.stream(path.split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, "bwrap")))) {
            throw new IllegalArgumentException(
                    "sandbox is bwrap, but there is no bwrap on the PATH; install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap).");
        }
    }
}
