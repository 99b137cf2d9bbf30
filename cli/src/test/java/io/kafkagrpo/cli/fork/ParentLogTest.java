package io.kafkagrpo.cli.fork;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PassRate;
import io.kafkagrpo.record.PastProblems;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fork is told of the problems of a parent whose problems were chosen by their pass rates. */
class ParentLogTest {
    private static final String CURRICULUM = "data.difficulty.normal";

    @TempDir
    static Path kafka;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    private static KafkaClients clients = new KafkaClients("", Map.of());

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(kafka, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aForkAsksWhatWasInFlightAndKnowsThePassRatesOfThatStep() throws Exception {
        // Given a run of problems 5, 3, 5, 8 whose first step used the first and dropped the second, whose second
        // the third
        Topics topics = logged(
                "parent",
                RunStarted.newBuilder().putConfiguration(CURRICULUM, "1").setTrainingDataHash("data"),
                prompts(0, 5, 3, 5, 8),
                step(1, 3, List.of(0), List.of(1), rate(5, 1, 4)),
                step(2, 4, List.of(2), List.of(), rate(5, 4, 4)));
        // When
        ForkedFrom origin = new ParentLog(clients, topics, 1).origin(Set.of());
        // Then
        assertThat(origin.getAdmittedAnewList()).containsExactly(2L);
        assertThat(origin.getPastProblems())
                .isEqualTo(PastProblems.newBuilder()
                        .setTrainingDataHash("data")
                        .addAllProblemNumber(List.of(3, 5))
                        .addAllAdmitted(List.of(1, 1))
                        .addAllRight(List.of(0, 1))
                        .addAllJudged(List.of(0, 4))
                        .addAdmittedAnew(5)
                        .build());
        // And a group that the fork has already is not asked anew
        assertThat(new ParentLog(clients, topics, 1)
                        .origin(Set.of(GroupId.train(0, 2).toString()))
                        .getPastProblems()
                        .getAdmittedAnewList())
                .isEmpty();
        // And a fork of a fork knows what both knew
        Topics fork = logged(
                "fork",
                RunStarted.newBuilder()
                        .putConfiguration(CURRICULUM, "1")
                        .setTrainingDataHash("data")
                        .setForkedFrom(origin),
                prompts(2, 5, 9),
                step(2, 4, List.of(2), List.of(), rate(5, 0, 4)));
        assertThat(new ParentLog(clients, fork, 2).origin(Set.of()).getPastProblems())
                .isEqualTo(PastProblems.newBuilder()
                        .setTrainingDataHash("data")
                        .addAllProblemNumber(List.of(3, 5, 9))
                        .addAllAdmitted(List.of(1, 2, 0))
                        .addAllRight(List.of(0, 0, 0))
                        .addAllJudged(List.of(0, 4, 0))
                        .addAdmittedAnew(9)
                        .build());
    }

    @Test
    void aParentWithoutACurriculumSaysNothingOfProblems() throws Exception {
        Topics topics = logged("plain", RunStarted.newBuilder(), unnumbered(3), step(1, 3, List.of(0), List.of(1)));
        assertThat(new ParentLog(clients, topics, 1).origin(Set.of()).hasPastProblems())
                .isFalse();
    }

    /** Training prompts from a position on, that ask these problems. */
    private static List<PromptGroup> prompts(long from, int... problems) {
        List<PromptGroup> prompts = new ArrayList<>();
        for (int problem : problems) {
            prompts.add(prompt(from + prompts.size()).setProblemNumber(problem).build());
        }
        return prompts;
    }

    private static List<PromptGroup> unnumbered(int count) {
        return LongStream.range(0, count)
                .mapToObj(position -> prompt(position).build())
                .toList();
    }

    private static PromptGroup.Builder prompt(long position) {
        return PromptGroup.newBuilder()
                .setGroupId(GroupId.train(0, position).toString())
                .setPurpose(Purpose.TRAIN);
    }

    private static TrainingStep step(
            long number, long feederPosition, List<Integer> used, List<Integer> dropped, PassRate... rates) {
        TrainingStep.Builder step = TrainingStep.newBuilder()
                .setStep(number)
                .setFeederPosition(feederPosition)
                .addAllPassRates(List.of(rates));
        used.forEach(position -> step.addUsed(group(position)));
        dropped.forEach(position -> step.addDropped(DroppedGroup.newBuilder().setGroup(group(position))));
        return step.build();
    }

    private static GroupReference group(int position) {
        return GroupReference.newBuilder()
                .setGroupId(GroupId.train(0, position).toString())
                .build();
    }

    private static PassRate rate(int problem, int right, int judged) {
        return PassRate.newBuilder()
                .setProblemNumber(problem)
                .setRight(right)
                .setJudged(judged)
                .build();
    }

    private static Topics logged(String run, RunStarted.Builder begun, List<PromptGroup> prompts, TrainingStep... steps)
            throws Exception {
        Topics topics = new Topics(run);
        RunHeader header = RunHeader.begin(topics);
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(1, (short) 1, 1, 1)).all().get();
        }
        List<StepEvent> events = new ArrayList<>();
        events.add(StepEvent.newBuilder()
                .setRunStarted(begun.setRunId(run).setRunHeader(header.run()))
                .build());
        Arrays.stream(steps)
                .map(step -> StepEvent.newBuilder().setTrainingStep(step).build())
                .forEach(events::add);
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            prompts.forEach(prompt -> {
                var _ = producer.send(header.record(topics.prompts(), 0, prompt.getGroupId(), prompt.toByteArray()));
            });
            events.forEach(event -> {
                var _ = producer.send(header.record(topics.steps(), 0, run, event.toByteArray()));
            });
        }
        return topics;
    }
}
