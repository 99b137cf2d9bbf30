package io.kafkagrpo.cli.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** A child process that counts its lives in a file, and dies in the first ones. */
final class Mortal {
    private Mortal() {}

    /**
     * Dies with an exit code, or stays.
     *
     * @param arguments the file, how many lives end, the exit code, what is said on stderr before
     */
    public static void main(String[] arguments) throws Exception {
        Path lives = Path.of(arguments[0]);
        Files.writeString(
                lives,
                ProcessHandle.current().pid() + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (Files.readAllLines(lives).size() <= Integer.parseInt(arguments[1])) {
            System.err.println(arguments[3]);
            System.exit(Integer.parseInt(arguments[2]));
        }
        System.out.println("stays");
        new CountDownLatch(1).await();
    }
}
