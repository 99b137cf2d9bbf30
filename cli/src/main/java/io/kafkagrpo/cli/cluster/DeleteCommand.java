package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.TransactionListing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grpo delete}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes a run from a Kafka cluster, for good.",
            "",
            "Its topics, those of Kafka Streams and of rescoring too, and its consumer groups. Its transactional ids are fenced off, so that a forgotten writer writes no more; Kafka itself forgets them after its transactional.id.expiration.ms. A run-dir's files stay.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo delete arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo delete arithmetic --set kafka.bootstrap-servers=broker:9092 --yes",
            "",
            "Exit codes: 0 deleted, 2 not confirmed, 3 there is no such run, 6 Kafka refuses, 8 services work on the run."
        })
public final class DeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The run's name, as 'grpo runs' lists it.")
    private String run = "";

    @Option(names = "--yes", description = "Doesn't ask.")
    private boolean sure;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() throws InterruptedException {
        cluster.refuseEmptyFolder();
        cluster.run((kafka, screen) -> {
            try (RunCluster runs = RunCluster.of(kafka.clients())) {
                delete(runs, screen);
            }
        });
        return 0;
    }

    private void delete(RunCluster runs, Screen screen) throws InterruptedException {
        SortedSet<String> topics = runs.topicsOfExisting(run);
        new RunAtRest(runs, run, screen).awaitNobody("deleted");
        SortedSet<String> groups = runs.groups(run);
        List<String> writers = KafkaClients.answer(
                        runs.admin().listTransactions().all())
                .stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(run + "."))
                .toList();
        screen.line("Topics of the run '%s' in the Kafka at %s:"
                .formatted(run, runs.clients().bootstrapServers()));
        topics.forEach(topic -> screen.line("  " + topic));
        screen.line("and %d consumer groups, %d transactional ids.".formatted(groups.size(), writers.size()));
        if (!sure) {
            confirm(screen);
        }
        KafkaClients.answer(runs.admin().fenceProducers(writers).all());
        KafkaClients.answer(runs.admin().deleteTopics(topics).all());
        KafkaClients.answer(runs.admin().deleteConsumerGroups(groups).all());
        screen.line("Deleted.");
    }

    private void confirm(Screen screen) {
        screen.line("Type the run's name to delete it for good:");
        String answer;
        try {
            answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The answer can't be read.", e);
        }
        if (answer == null || !answer.strip().equals(run)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Nothing was deleted, for the answer is not '%s'; --yes deletes without asking.".formatted(run));
        }
    }
}
