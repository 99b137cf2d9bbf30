package io.kafkagrpo.task.reward.process;

import java.io.IOException;

/** Whether this machine has Python, which tests of Python functions need and nothing else does. */
public final class Python {
    public static final String MISSING = "there is no python3 on the PATH";

    private Python() {}

    public static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
