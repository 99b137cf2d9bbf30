package io.kafkagrpo.cli.top;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo top}. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who works on a running run, and what lies before them.",
            "",
            "Generators and reward-services with their hosts, their partitions and how many offsets lie ahead of each; the scored groups that the learner has not decided; dead letters; how old the newest step is. On a terminal it is shown anew every two seconds until Ctrl-C, elsewhere once. Asks Kafka alone, and changes nothing. Offsets are records but for marks of transactions: an idle service may have a few of these before it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo top arithmetic                              a run of ./grpo train, while it trains",
            "  grpo top arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo top arithmetic --once",
            "",
            "Exit codes: 0 done, 3 there is no such run, 6 Kafka can't be reached or refuses, 130 Ctrl-C."
        })
public final class TopCommand implements Callable<Integer> {
    private static final Duration REFRESH = Duration.ofSeconds(2);

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--once", description = "Shows it once, on a terminal too.")
    private boolean once;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunOptions.Target target = run.target();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        KafkaClients clients = Connection.of(target.settings(), target.servers(), Role.READER);
        Topics topics = new Topics(target.settings().get(Keys.RUN));
        try (RunKafka kafka = RunKafka.at(clients, screen);
                RunLooker looker = new RunLooker(kafka.clients(), topics)) {
            looker.refuseNone(clients.bootstrapServers());
            screen.frame(TopFrame.of(looker.look()));
            while (!once && screen instanceof Screen.Live) {
                Thread.sleep(REFRESH); // Kafka tells nobody that its numbers have changed
                screen.frame(TopFrame.of(looker.look()));
            }
        }
        return 0;
    }
}
