package io.kafkagrpo.task.reward.process;

import io.kafkagrpo.task.reward.slow.ParameterText;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a Python function is run.
 *
 * @param script where the script lies
 * @param source its text, read once, so that every worker runs the same
 * @param function the name of the function in it
 * @param interpreter the python3 to run
 * @param timeout of a batch
 * @param memoryMegabytes address space of a worker
 * @param format what completions are: {@code text}, or {@code messages} as in TRL's conversational data
 * @param sandbox {@code none}, or {@code bwrap}
 */
record PythonSettings(
        Path script,
        String source,
        String function,
        String interpreter,
        Duration timeout,
        int memoryMegabytes,
        String format,
        String sandbox) {

    /** @throws IllegalArgumentException saying which parameter is wrong and what is allowed */
    static PythonSettings of(ParameterText texts) {
        Path script = Path.of(texts.text("script"));
        return new PythonSettings(
                script,
                source(script),
                texts.text("function"),
                texts.text("interpreter"),
                texts.seconds("timeout"),
                texts.integer("memory-mb", 64, 1 << 20),
                texts.word("format", "text", "messages"),
                texts.word("sandbox", "none", "bwrap"));
    }

    /** The command of a worker; the program comes with it, so that no file of ours has to lie anywhere. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        if (sandbox.equals("bwrap")) {
            command.addAll(Bubblewrap.forScript(script.toAbsolutePath()));
        }
        command.addAll(List.of(interpreter, "-c", program()));
        return command;
    }

    /** The first line to a worker. */
    String start() {
        return RewardRows.object()
                .put("script", source)
                .put("file", script.toAbsolutePath().toString())
                .put("function", function)
                .put("memory_mb", memoryMegabytes)
                .put("format", format)
                .toString();
    }

    private static String program() {
        try (InputStream resource = PythonSettings.class.getResourceAsStream("worker.py")) {
            if (resource == null) {
                throw new IllegalStateException("worker.py is not on the class path.");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String source(Path script) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(script)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("script is %s, which isn't UTF-8 text.".formatted(script), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "script is %s, which isn't there or can't be read.".formatted(script), e);
        }
    }
}
