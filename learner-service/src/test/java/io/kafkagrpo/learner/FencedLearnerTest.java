package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.learner.log.PenLostException;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.weights.PreparedWeights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two learners of one run: whoever came first ends with the code of Kafka and one sentence, whatever it was at. */
@Timeout(180)
class FencedLearnerTest {
    private static final Topics TOPICS = new Topics("fenced");
    private static final WeightLayout LAYOUT =
            WeightLayout.of(new ModelConfig("qwen2", 16, 24, 2, 2, 1, 8, 50, 1e4, 1e-6, true, true, false, 64, null));

    @TempDir
    private static Path kafka;

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(kafka, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Everything that a learner writes. */
    static Stream<Arguments> writes() {
        return Stream.of(
                write(
                        "the beginning",
                        log -> log.bootstrap(RunStarted.getDefaultInstance(), weights(), prompts(), List.of())),
                write(
                        "a step",
                        log -> log.step(() -> new StepLog.StepRecords(
                                        TrainingStep.getDefaultInstance(), weights(), prompts()))
                                .await()),
                write("weights once more", log -> log.publish(weights())),
                write("prompts", log -> log.admit(prompts())),
                write("an evaluation", log -> log.evaluated(Evaluation.getDefaultInstance())),
                write("the end", log -> log.finished(RunFinished.getDefaultInstance())),
                write("a dead letter", log -> log.deadLetter("key", DeadLetter.getDefaultInstance())));
    }

    private static Arguments write(String name, Consumer<StepLog> write) {
        return Arguments.of(name, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void whoeverLostThePenIsToldSoAtItsNextTransaction(String name, Consumer<StepLog> write) {
        // Given a learner that another one has fenced before it ever wrote, and that one, which has written
        try (StepLog silent = log();
                StepLog fresh = log()) {
            assertThatThrownBy(() -> write.accept(silent)).isInstanceOf(PenLostException.class);
            write.accept(fresh);
            // When another learner takes the pen
            try (StepLog other = log()) {
                assertFenced(() -> write.accept(fresh));
                assertFenced(() -> write.accept(fresh)); // and again, should anybody ask it to
                assertThatCode(() -> write.accept(other)).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest(name = "after {0} of 40 prompts")
    @ValueSource(ints = {0, 1, 20, 40})
    void thePenMayBeLostInTheMiddleOfATransaction(int sent) {
        try (StepLog fresh = log()) {
            List<StepLog> others = new ArrayList<>();
            // Given a transaction in whose middle another learner comes
            Iterable<PromptGroup> interrupted = () -> IntStream.range(0, 40)
                    .mapToObj(index -> {
                        if (index == sent) {
                            others.add(log());
                        }
                        return PromptGroup.newBuilder().setGroupId("g" + index).build();
                    })
                    .iterator();
            List<PromptGroup> prompts = new ArrayList<>() {
                private static final long serialVersionUID = 1;

                @Override
                public void forEach(Consumer<? super PromptGroup> action) {
                    interrupted.forEach(action);
                    if (others.isEmpty()) {
                        others.add(log());
                    }
                }
            };
            // Then
            assertFenced(() -> fresh.admit(prompts));
            others.forEach(StepLog::close);
        }
    }

    @ParameterizedTest(name = "round {0}")
    @ValueSource(ints = {1, 2, 3})
    void whenManyComeAtOnceOneHasThePenAndTheOthersAreTold(int round) throws Exception {
        // Given
        List<CompletableFuture<Throwable>> learners = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> {
                            try (StepLog log = log()) {
                                for (int i = 0; i < 20; i++) {
                                    log.admit(prompts());
                                }
                            }
                        }),
                        work -> Thread.ofPlatform().start(work)))
                .limit(3)
                .toList();
        // Then
        List<Throwable> failures = new ArrayList<>();
        for (CompletableFuture<Throwable> learner : learners) {
            Throwable failure = learner.get(120, TimeUnit.SECONDS);
            if (failure != null) {
                failures.add(failure);
            }
        }
        assertThat(failures).hasSizeLessThan(3).allSatisfy(failure -> {
            assertThat(ExitCodes.COMMON.of(failure)).isEqualTo(ExitCode.KAFKA);
            // Kafka's coordinator now and then answers a fencing under another one with an error of its own
            if (!String.valueOf(failure.getMessage()).contains("The server experienced an unexpected error")) {
                assertThat(failure).isInstanceOf(PenLostException.class);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void theProcessEndsWithKafkasCode(String name, Consumer<StepLog> write) throws Exception {
        // Given a learner's process whose loop loses the pen
        CompletableFuture<Integer> code = new CompletableFuture<>();
        ServiceLoop loop = new ServiceLoop(
                "learner-loop",
                () -> new ServiceLoop.Body() {
                    private final StepLog log = log();

                    @Override
                    public void run() {
                        log().close();
                        write.accept(log);
                    }

                    @Override
                    public void stop() {}

                    @Override
                    public boolean isReady() {
                        return true;
                    }

                    @Override
                    public void close() {
                        log.close();
                    }
                },
                ExitCodes.COMMON,
                code::complete);
        // When
        loop.start();
        // Then
        assertThat(code.get(120, TimeUnit.SECONDS)).isEqualTo(ExitCode.KAFKA.code());
        loop.stop(Duration.ofSeconds(20));
    }

    private static void assertFenced(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOf(PenLostException.class)
                .hasMessageStartingWith("Another learner has taken this run over (transactional id fenced.learner)");
    }

    private static StepLog log() {
        StepLog log = new StepLog(clients, TOPICS, 60_000);
        log.bear(RunHeader.begin(TOPICS));
        return log;
    }

    private static PreparedWeights weights() {
        return PreparedWeights.full(HostWeights.allocate(LAYOUT), 0, 0);
    }

    private static List<PromptGroup> prompts() {
        return List.of(PromptGroup.newBuilder().setGroupId("g").build());
    }
}
