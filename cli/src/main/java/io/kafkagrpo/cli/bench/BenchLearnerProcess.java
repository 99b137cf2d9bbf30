package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.bench.BenchLearner.Order;
import io.kafkagrpo.cli.bench.BenchLearner.Prepared;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process that a {@link BenchLearner} is in, as who samples sees it. It ends when this one does. */
final class BenchLearnerProcess implements AutoCloseable {
    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    private BenchLearnerProcess(Process process) {
        this.process = process;
        this.orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it, with the options that this process was started with.
     *
     * @param main class of the command
     * @param arguments of the command
     */
    static BenchLearnerProcess start(String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return new BenchLearnerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    Prepared step() {
        return Prepared.of(ask(Order.STEP));
    }

    Prepared whole() {
        return Prepared.of(ask(Order.WHOLE));
    }

    /** Seconds until what was prepared was committed. */
    double publish() {
        return Double.parseDouble(ask(Order.PUBLISH));
    }

    private String ask(Order order) {
        orders.println(order);
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(BenchLearner.ANSWER)) {
                    return line.substring(BenchLearner.ANSWER.length());
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INTERNAL, "The process that makes the versions can't be heard.", e);
        }
        throw new CommandFailure(
                ExitCode.INTERNAL, "The process that makes the versions has ended; it said why above.");
    }

    @Override
    public void close() {
        orders.close(); // then it ends by itself
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
