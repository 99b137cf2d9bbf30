package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.access.RightsPrinter;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo rights}. */
@Command(
        name = "rights",
        mixinStandardHelpOptions = true,
        description = {
            "Prints which rights in Kafka each part of a run needs, and no more than these.",
            "",
            "As a table, as commands of Kafka's kafka-acls.sh, or as KafkaUsers of the Strimzi operator.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo rights arithmetic",
            "  grpo rights arithmetic --as kafka-acls",
            "  grpo rights arithmetic --as strimzi --cluster grpo > users.yaml"
        })
public final class RightsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The run's name.")
    private String run = "";

    @Option(names = "--as", paramLabel = "FORMAT", description = "table (default), kafka-acls or strimzi.")
    private String format = "table";

    @Option(names = "--cluster", paramLabel = "NAME", description = "Of strimzi's cluster (default: grpo).")
    private String cluster = "grpo";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!run.matches("[a-zA-Z0-9_-]{1,100}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The run's name '%s' is not made of letters, digits, '-' and '_'.".formatted(run));
        }
        String text = switch (format) {
            case "table" -> RightsPrinter.markdown(run);
            case "kafka-acls" -> RightsPrinter.commands(run);
            case "strimzi" -> RightsPrinter.strimzi(run, cluster);
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "The value '%s' of --as is not one of table, kafka-acls, strimzi.".formatted(format));
        };
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
