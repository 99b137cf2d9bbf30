package io.kafkagrpo.dashboard.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.dashboard.HostileTexts;
import io.kafkagrpo.dashboard.RecordedRun;
import io.kafkagrpo.dashboard.query.CompletionQueries;
import io.kafkagrpo.dashboard.query.CompletionRow;
import io.kafkagrpo.dashboard.query.GroupQueries;
import io.kafkagrpo.dashboard.query.GroupRow;
import io.kafkagrpo.dashboard.query.LogPlaces;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.query.Search;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.MetricsCsv;
import io.kafkagrpo.report.audit.AuditReport;
import io.kafkagrpo.report.audit.LoggedRun;
import io.kafkagrpo.report.audit.RunAudit;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.GroupLineage.Decision;
import io.kafkagrpo.report.lineage.Lineage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IndexLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Search ALL =
            new Search(null, null, null, null, null, null, null, null, null, Search.Order.NEWEST);

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static KafkaClients clients() {
        return new KafkaClients(broker.bootstrapServers(), Map.of());
    }

    /** An index that follows the broker while a test asks it. */
    private record Following(IndexDatabase database, IndexState state, IndexLoop loop, Thread thread)
            implements AutoCloseable {
        static Following start() {
            IndexDatabase database = IndexDatabase.create(folder.resolve("index"));
            IndexState state = new IndexState();
            IndexLoop loop = new IndexLoop(clients(), database, state);
            return new Following(database, state, loop, Thread.ofPlatform().start(loop));
        }

        void await(String run) throws InterruptedException {
            assertThat(state.awaitCaughtUp(run, PATIENCE)).as(run).isTrue();
        }

        void awaitTrouble(String words) throws InterruptedException {
            synchronized (state) {
                while (!String.valueOf(state.trouble()).contains(words)) {
                    state.wait();
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            loop.stop();
            thread.join();
            database.close();
        }
    }

    @Test
    void itSaysOfALoggedRunWhatAuditTraceAndReportSay() throws Exception {
        // Given a run's log, and what the tools make of it
        Topics topics = LoggedRun.inOrder().write(clients(), "logged");
        AuditReport audit = RunAudit.of(clients(), topics, _ -> {});
        Map<String, Decision> decisions;
        try (Lineage lineage = Lineage.open(clients(), topics)) {
            decisions = lineage.decisions(_ -> true);
        }
        String metrics = MetricsCsv.of(new TopicReader(clients()).events(topics).steps());

        // When it is indexed
        try (Following index = Following.start()) {
            index.await("logged");

            // Then the counts are audit's
            RunQueries runs = new RunQueries(index.database());
            RunQueries.Counts counts = runs.counts("logged");
            assertThat(counts.admitted()).isEqualTo(audit.prompts());
            assertThat(counts.evaluation()).isEqualTo(audit.evaluationPrompts());
            assertThat(counts.ended()).isEqualTo(audit.ended());
            assertThat(counts.used()).isEqualTo(audit.used());
            assertThat(counts.dropped()).isEqualTo(audit.dropped());
            assertThat(counts.undecided()).isEqualTo(audit.undecided());
            assertThat(counts.completions()).isEqualTo(audit.completions());
            assertThat(runs.versions("logged", 100)).hasSize((int) audit.versions());

            // and every group went where trace says
            GroupQueries groups = new GroupQueries(index.database());
            assertThat(decisions).hasSize(7);
            decisions.forEach((group, decision) -> {
                GroupRow row = groups.group("logged", group).orElseThrow();
                assertThat(row.step()).isEqualTo(decision.step());
                assertThat(row.used()).isEqualTo(decision instanceof GroupLineage.Used);
                if (decision instanceof GroupLineage.Dropped dropped) {
                    assertThat(row.reason()).isEqualTo(dropped.reason());
                }
            });

            // and the metrics are those of metrics.csv
            assertThat(MetricsCsv.of(runs.events("logged").steps())).isEqualTo(metrics);
        }
    }

    @Test
    void itFindsCompletionsAndLeavesForeignRecordsOut() throws Exception {
        // Given a run with hostile texts, another's record among its own, and a prompt without answers
        try (RecordedRun run = RecordedRun.begin(clients(), "searched", Map.of("steps", "2"));
                Following index = Following.start()) {
            GroupReference used = run.group(HostileTexts.SCRIPTS.subList(0, 4));
            GroupReference dropped = run.group(List.of("plain", "the answer is \u001b[31m42", "x".repeat(200_000)));
            run.foreign();
            run.step(List.of(used), dropped);
            run.prompt("still open", 4);
            run.deadLetter("it has no value");
            index.await("searched");

            // When it is searched, Then what was asked for is found, in order
            CompletionQueries completions = new CompletionQueries(index.database());
            assertThat(index.state().progress("searched").foreign()).isEqualTo(1);
            assertThat(completions.count("searched", ALL)).isEqualTo(7);
            assertThat(found(completions, search("ANSWER IS", null, null, null, Search.Order.NEWEST)))
                    .containsExactly(dropped.getGroupId() + "/1");
            assertThat(found(completions, search(null, 2.0, null, null, Search.Order.BEST)))
                    .containsExactly(used.getGroupId() + "/3", used.getGroupId() + "/2", dropped.getGroupId() + "/2");
            assertThat(found(completions, search(null, null, 0.0, null, Search.Order.WORST)))
                    .containsExactly(used.getGroupId() + "/0", dropped.getGroupId() + "/0");
            assertThat(found(completions, search(null, null, null, Search.Reason.DROPPED, Search.Order.LONGEST)))
                    .startsWith(dropped.getGroupId() + "/2")
                    .hasSize(3);
            assertThat(completions.page("searched", ALL, 2, 6)).hasSize(1);

            // and a long text is kept in part, its record is whole
            GroupRow row = new GroupQueries(index.database())
                    .group("searched", dropped.getGroupId())
                    .orElseThrow();
            try (LogPlaces log = new LogPlaces(clients())) {
                RunHeader header = RunHeader.of(
                        new RunQueries(index.database()).started("searched").orElseThrow());
                ScoredGroup group = log.read(
                                header,
                                ScoredGroup.getDefaultInstance(),
                                run.topics().scoredGroups(),
                                row.partition(),
                                row.scoredOffset())
                        .orElseThrow();
                assertThat(group.getCompletions(2).getFinished().getText()).hasSize(200_000);
                assertThat(log.read(
                                new RunHeader("searched-of-another-time", 0),
                                ScoredGroup.getDefaultInstance(),
                                run.topics().scoredGroups(),
                                row.partition(),
                                row.scoredOffset()))
                        .isEmpty();
            }
            RunQueries runs = new RunQueries(index.database());
            assertThat(runs.counts("searched").undecided()).isEqualTo(1);
            assertThat(runs.deadRecords("searched", 10))
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.message()).isEqualTo("it has no value"));
        }
    }

    @Test
    void itIsMadeAnewFromTheTopicsAndLeavesNothingBehind() throws Exception {
        // Given a run, and an index of it that was made and closed
        try (RecordedRun run = RecordedRun.begin(clients(), "anew", Map.of())) {
            GroupReference first = run.group(List.of("a", "b"));
            run.step(List.of(first), run.group(List.of("c", "d")));
            List<CompletionRow> before;
            try (Following index = Following.start()) {
                index.await("anew");
                before = new CompletionQueries(index.database()).page("anew", ALL, 100, 0);
            }
            try (Stream<Path> left = Files.list(folder.resolve("index"))) {
                assertThat(left).isEmpty();
            }

            // When another index is made
            try (Following index = Following.start()) {
                index.await("anew");

                // Then it says the same
                assertThat(before).hasSize(4);
                assertThat(new CompletionQueries(index.database()).page("anew", ALL, 100, 0))
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void aTopicThatIsDeletedIsNamedAndOthersAreStillRead() throws Exception {
        try (RecordedRun run = RecordedRun.begin(clients(), "deleted", Map.of());
                Following index = Following.start();
                Admin admin = clients().admin()) {
            // Given a run that is followed
            run.step(List.of(run.group(List.of("a"))), run.group(List.of("b")));
            index.await("deleted");

            // When its topics are deleted
            List<String> topics = new ArrayList<>(run.topics().all());
            topics.add(run.topics().heartbeats()); // which not every run has
            admin.deleteTopics(topics).all().get();

            // Then that is said, and what was read is still there
            index.awaitTrouble("deleted.steps");
            assertThat(new RunQueries(index.database()).step("deleted", 1)).isPresent();

            // and where it is begun again, the others are read on
            RecordedRun.begin(clients(), "deleted", Map.of()).close();
            try (RecordedRun later = RecordedRun.begin(clients(), "later", Map.of())) {
                later.step(List.of(later.group(List.of("a"))), later.group(List.of("b")));
                index.await("later");
                assertThat(new RunQueries(index.database()).step("later", 1)).isPresent();
            }
            assertThat(index.state().hasEnded()).isFalse();
        }
    }

    @Test
    void anErrorThatEndsItIsToldAndNotSwallowed() throws Exception {
        // Given a consumer that fails with an error
        RecordedRun.begin(clients(), "fails", Map.of()).close();
        KafkaClients failing = new KafkaClients(
                broker.bootstrapServers(),
                Map.of(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, FailingInterceptor.class.getName()));
        IndexState state = new IndexState();
        try (IndexDatabase database = IndexDatabase.create(folder.resolve("failing"))) {
            // When it is followed, Then the error goes on to the thread, and the page has words for it
            assertThatThrownBy(new IndexLoop(failing, database, state)::run).isInstanceOf(StackOverflowError.class);
            assertThat(state.hasEnded()).isTrue();
            assertThat(state.trouble()).contains("of the test");
        }
    }

    private static Search search(
            @Nullable String text,
            @Nullable Double least,
            @Nullable Double most,
            Search.@Nullable Reason reason,
            Search.Order order) {
        return new Search(text, null, least, most, null, null, reason, null, null, order);
    }

    private static List<String> found(CompletionQueries completions, Search search) {
        return completions.page("searched", search, 100, 0).stream()
                .map(row -> row.group() + "/" + row.member())
                .toList();
    }
}
