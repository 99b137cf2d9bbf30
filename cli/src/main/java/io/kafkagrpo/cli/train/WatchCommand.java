package io.kafkagrpo.cli.train;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.past.RunResults;
import io.kafkagrpo.cli.past.RunSummary;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.StepsFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.RunCounts;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo watch}. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Tells a run that is under way elsewhere, as 'grpo train' tells its own.",
            "",
            "Follows the run's topics from their beginning to its end: a live line, the evaluations, the summary. For runs whose services were started otherwise (docker compose, Kubernetes), and for a run of this machine from another terminal. Waits for a run that has not begun; starts nothing and changes nothing in Kafka.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo watch arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo watch runs/arithmetic                       a run of ./grpo train, while it trains",
            "  grpo watch arithmetic --set kafka.bootstrap-servers=broker:9092 --report --run-dir figures",
            "",
            "Exit code 0: the run has finished; 8: it was started with another configuration than this one."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(250);

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--report",
            description = "At the end, writes what 'grpo report' writes, into the run's folder (--run-dir).")
    private boolean report;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunOptions.Target target = run.target();
        RunSettings settings = target.settings();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        KafkaClients clients = Connection.of(settings, target.servers(), Role.READER);
        Topics topics = new Topics(settings.get(Keys.RUN));
        try (RunKafka kafka = RunKafka.at(clients, screen)) {
            RunStory story = new RunStory(settings, screen);
            follow(kafka.clients(), topics, story);
            TopicReader reader = new TopicReader(kafka.clients());
            if (report) {
                try (RunDirectory directory = RunDirectory.open(target.folder())) {
                    RunResults results = new RunResults(settings, directory, topics, reader);
                    results.write(results.events()).print(screen);
                }
            } else {
                new RunSummary(RunCounts.of(story.events(), topics, reader), true).print(screen);
            }
            if (!isOfThisMachine(target)) {
                screen.line("");
                screen.line("The services stay up, idle; stop them as you started them.");
            }
        }
        return 0;
    }

    /** Then the process that trains it ends its services, and its broker. */
    private static boolean isOfThisMachine(RunOptions.Target target) {
        return EmbeddedBroker.isAddressOf(new RunFolder(target.folder()).kafka(), target.servers());
    }

    private static void follow(KafkaClients clients, Topics topics, RunStory story) throws InterruptedException {
        try (StepsFollower follower = new StepsFollower(clients, topics)) {
            while (story.events().finished() == null) {
                for (StepEvent event : follower.next(POLL)) {
                    if (event.hasRunStarted()) {
                        story.refuseOther(event.getRunStarted());
                    }
                    story.tell(event);
                }
                story.showStatus("", "");
            }
        }
    }
}
