package io.kafkagrpo.scoring;

import static io.kafkagrpo.scoring.Samples.evaluate;
import static io.kafkagrpo.scoring.Samples.finished;
import static io.kafkagrpo.scoring.Samples.train;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can't be read goes to the dead letters, the stream goes on, and the groups concerned end all the same. */
class BadRecordsTest {
    private static final byte[] GARBAGE = "not protobuf".getBytes(StandardCharsets.UTF_8);

    private TopologyFixture topology;

    @BeforeEach
    void open(@TempDir Path directory) {
        topology = new TopologyFixture(directory);
    }

    @AfterEach
    void close() {
        topology.close();
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                bad("index -1", c -> c.setIndex(-1), "The index is -1; 0 to 3"),
                bad("index 4 of 4", c -> c.setIndex(4), "The index is 4; 0 to 3"),
                bad("group size 0", c -> prompt(c).setGroupSize(0), "The group size is 0"),
                bad("no purpose", c -> prompt(c).setPurpose(Purpose.PURPOSE_UNSPECIFIED), "The purpose 0"),
                bad("unknown purpose", c -> prompt(c).setPurposeValue(9), "The purpose 9"),
                bad("other purpose", c -> prompt(c).setPurpose(Purpose.EVALUATE), "The purpose is EVALUATE in group"),
                bad("other group", c -> prompt(c).setGroupId("train-0-00000099"), "the group id is 'train-0-00000099'"),
                bad("no outcome", Completion.Builder::clearOutcome, "neither finished nor failed"),
                bad(
                        "no finish reason",
                        c -> of(c).setFinishReason(FinishReason.FINISH_REASON_UNSPECIFIED),
                        "The finish reason 0"),
                bad(
                        "log-probability missing",
                        c -> of(c).clearBehaviourLogProbabilities(),
                        "0 log-probabilities for 2"),
                bad("NaN", c -> of(c).setBehaviourLogProbabilities(1, Float.NaN), "of token 1 is not a finite"),
                bad("one flag for two tokens", c -> of(c).addWrittenByPolicy(false), "1 flags for 2 tokens"),
                bad("no versions", c -> of(c).clearVersions(), "No weight version"));
    }

    private static Arguments bad(String name, Change change, String message) {
        return Arguments.of(name, change, message);
    }

    /** Makes a good completion a bad one. */
    private interface Change {
        Object apply(Completion.Builder completion);
    }

    private static PromptGroup.Builder prompt(Completion.Builder completion) {
        return completion.getPromptBuilder();
    }

    private static Finished.Builder of(Completion.Builder completion) {
        return completion.getFinishedBuilder();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void aContradictoryMemberIsADeadOne(String name, Change change, String message) throws Exception {
        // Given three good members of four
        PromptGroup prompt = train(1, 4);
        for (int i = 0; i < 3; i++) {
            topology.send(finished(prompt, i, Samples.RIGHT));
        }

        // When the fourth contradicts itself
        Completion.Builder last = finished(prompt, 3, Samples.RIGHT).toBuilder();
        assertThat(change.apply(last)).isNotNull();
        topology.send(prompt.getGroupId(), last.build().toByteArray());

        // Then it is a dead letter, and the group ends by count with the rest
        assertThat(only(topology.deadLetters()).getErrorMessage()).contains(message);
        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getStatistics().getScored()).isEqualTo(3);
    }

    @Test
    void anotherGroupSizeThanTheFirstMembersIsADeadMember() throws Exception {
        PromptGroup prompt = train(2, 2);
        topology.send(finished(prompt, 0, Samples.RIGHT));

        topology.send(finished(prompt.toBuilder().setGroupSize(3).build(), 1, Samples.WRONG));

        assertThat(only(topology.deadLetters()).getErrorMessage())
                .isEqualTo("The group size is 3, but the group's first member says 2.");
        assertThat(only(topology.ended()).getFailed().getReason()).startsWith("dead letter: The group size is 3");
    }

    @Test
    void aDeadLetterHoldsTheRecordAndItsCause() throws Exception {
        topology.send("nobody's key", GARBAGE);

        DeadLetter letter = only(topology.deadLetters());
        assertThat(letter.getTopic()).isEqualTo("run.completions");
        assertThat(letter.getOffset()).isZero();
        assertThat(letter.getKey().toStringUtf8()).isEqualTo("nobody's key");
        assertThat(letter.getValue().toByteArray()).isEqualTo(GARBAGE);
        assertThat(letter.getErrorClass()).isEqualTo(UnusableRecordException.class.getName());
        assertThat(letter.getErrorMessage()).startsWith("The value is not a Completion");
        assertThat(letter.getService()).isEqualTo("reward-service");
        topology.advance(TopologyFixture.TIMEOUT);
        assertThat(topology.ended()).isEmpty();
    }

    @Test
    void recordsWithoutKeyOrValueStopNothing() throws Exception {
        PromptGroup prompt = train(3, 2);
        topology.send(finished(prompt, 0, Samples.RIGHT));
        topology.send(null, GARBAGE);
        topology.send(null, finished(prompt, 1, Samples.WRONG).toByteArray());
        topology.send("", null);
        assertThat(topology.deadLetters()).hasSize(3);

        topology.send(finished(prompt, 1, Samples.WRONG));

        assertThat(only(topology.ended()).hasComplete()).isTrue();
    }

    @Test
    void aGroupOfWhichNothingCouldBeReadEndsByItsConfiguredSize() throws Exception {
        // Given an evaluation group, which has one member, and three of four of a training group
        topology.send(evaluate(4, 1).getGroupId(), GARBAGE);
        String id = train(4, 4).getGroupId();
        for (int i = 0; i < 3; i++) {
            topology.send(id, GARBAGE);
        }
        assertThat(topology.ended()).hasSize(1);

        // When the fourth is garbage as well
        topology.send(id, GARBAGE);

        // Then both have ended, with all that is known
        List<ScoredGroup> ended = topology.ended();
        assertThat(ended)
                .extracting(ScoredGroup::getPrompt)
                .containsExactly(
                        PromptGroup.newBuilder()
                                .setGroupId(evaluate(4, 1).getGroupId())
                                .setPurpose(Purpose.EVALUATE)
                                .build(),
                        PromptGroup.newBuilder()
                                .setGroupId(id)
                                .setPurpose(Purpose.TRAIN)
                                .build());
        assertThat(ended)
                .allSatisfy(group -> assertThat(group.getFailed().getReason())
                        .startsWith("dead letter: The value is not a Completion"));
    }

    @Test
    void aGroupOfWhichNothingCouldBeReadEndsByTimeout() throws Exception {
        String id = train(5, 4).getGroupId();
        topology.send(id, GARBAGE);

        topology.advance(TopologyFixture.TIMEOUT);

        ScoredGroup group = only(topology.ended());
        assertThat(group.getPrompt().getGroupId()).isEqualTo(id);
        assertThat(group.getFailed().getReason()).startsWith("dead letter: ");
        assertThat(topology.entries(GroupStores.OPEN)).isZero();
    }

    @Test
    void aHugeRecordIsCutSoThatItsLetterFits() throws Exception {
        topology.send("k".repeat(100_000), new byte[(1 << 20) + 500]);

        DeadLetter letter = only(topology.deadLetters());
        assertThat(letter.getSerializedSize()).isLessThan(1 << 20);
        assertThat(letter.getErrorMessage()).contains("value cut from 1049076 bytes");
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
