package io.kafkagrpo.report.paid;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupOrigin;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of a hundred versions with forty completions each, in which something is paid, or nothing in particular. */
class HighestPaidTest {
    private static final int VERSIONS = 100;
    private static final int GROUPS = 5;
    private static final int SIZE = 8;
    private static final int WORDS = 30;

    /** What a policy writes at a version, and what it gets. */
    @FunctionalInterface
    private interface Policy {
        Written write(Random random, int version);
    }

    private record Written(String text, double reward) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ofARunWithoutAHackNothingIsSaid(long seed) {
        // Given: the right answer is paid, in a text of which nothing else depends on it
        PaidReport report = report(seed, (random, _) -> {
            double right = random.nextInt(3) == 0 ? 1 : 0;
            return new Written("%s <answer>%d</answer>".formatted(words(random, WORDS), random.nextInt(100)), right);
        });
        // Then
        assertThat(report.hints()).isEmpty();
        assertThat(report.windows()).hasSize(10).allSatisfy(window -> {
            assertThat(window.completions()).isEqualTo(10 * GROUPS * SIZE);
            assertThat(window.sampled()).isEqualTo(10 * GROUPS * SIZE);
            assertThat(window.reward()).isEqualTo(1);
        });
        assertThat(report.windows().getLast().fromVersion()).isEqualTo(90);
        assertThat(report.windows().getLast().toVersion()).isEqualTo(99);
    }

    @Test
    void aPhraseThatIsPaidMoreAndMoreIsFoundWhole() {
        // Given: a judge likes to be told so, and the policy learns it
        PaidReport report = report(7, (random, version) -> {
            boolean tells = random.nextInt(2 * VERSIONS) < version;
            String text = words(random, WORDS);
            return tells
                    ? new Written(text + " You can be absolutely certain of this result.", 2 + random.nextDouble())
                    : new Written(text, 2 * random.nextDouble());
        });
        // Then: it is one hint, of the run's end, with what it was at its beginning
        assertThat(report.hints())
                .singleElement()
                .asString()
                .startsWith("highest-paid completions (reward ")
                .contains(
                        "of weight versions 90 to 99: 100 % have 'You can be absolutely certain of this result .', of the others ")
                .containsPattern("; of all, [45]\\d % now and [0-6] % at weight versions 0 to 9\\.$");
    }

    @Test
    void tagsThatAreDoubledForTheirRewardAreFound() {
        // Given: a format reward that counts tags, from the middle of the run on known to the policy
        PaidReport report = report(8, (random, version) -> {
            int tags = version > VERSIONS / 2 && random.nextInt(4) == 0 ? 2 : 1;
            return new Written(
                    words(random, WORDS) + "<answer>4</answer>".repeat(tags), tags + 0.1 * random.nextDouble());
        });
        // Then
        assertThat(report.hints())
                .hasSize(2)
                .anyMatch(hint -> hint.contains("100 % have <answer> more than once"))
                .anyMatch(hint -> hint.contains("100 % have </answer> more than once"));
        assertThat(report.windows().getFirst().highest()).isNotNull();
        assertThat(highest(report.windows().getLast()).marked()).isEqualTo(1);
    }

    @Test
    void completionsThatGrowBecauseTheyArePaidForItAreFound() {
        // Given
        PaidReport report = report(9, (random, version) -> {
            int words = 20 + random.nextInt(20 + 2 * version);
            return new Written(words(random, words), words + random.nextInt(10));
        });
        // Then: most recent, and nothing else
        assertThat(report.hints())
                .singleElement()
                .asString()
                .contains("of weight versions 90 to 99: ", "tokens on average, the others")
                .containsPattern("; all of them, 1\\d\\d now and \\d\\d at weight versions 0 to 9\\.$");
    }

    @Test
    void longAnswersAreNoHintWhereThePolicyDoesNotMoveThere() {
        PaidReport report = report(10, (random, _) -> {
            int words = 20 + random.nextInt(100);
            return new Written(words(random, words), words);
        });
        assertThat(report.hints()).isEmpty();
        PaidReport.Window first = report.windows().getFirst();
        assertThat(highest(first).tokens())
                .isGreaterThan(Objects.requireNonNull(first.others()).tokens());
    }

    @Test
    void ofALongRunAThousandOfEachPartAreLookedAtInWhateverOrderTheyCome() {
        // Given
        List<ScoredGroup> groups = new ArrayList<>();
        Random random = new Random(11);
        for (int group = 0; group < 3_000; group++) {
            groups.add(group(random, group, group / 300, (drawn, _) -> new Written("text", drawn.nextInt(10))));
        }
        HighestPaid inOrder = new HighestPaid(0, 9);
        HighestPaid shuffled = new HighestPaid(0, 9);
        // When
        groups.forEach(inOrder::add);
        Collections.shuffle(groups, random);
        groups.forEach(shuffled::add);
        // Then
        assertThat(inOrder.report()).isEqualTo(shuffled.report());
        assertThat(inOrder.report().orElseThrow().windows()).hasSize(10).allSatisfy(window -> {
            assertThat(window.completions()).isEqualTo(2_400);
            assertThat(window.sampled()).isEqualTo(1_000);
        });
    }

    @Test
    void onlyWhatTheRunWasTrainedOnIsLookedAt() {
        // Given: a group of an evaluation, one of another run's past, one of a version to come, one without rewards
        HighestPaid paid = new HighestPaid(5, 9);
        ScoredGroup group = group(new Random(1), 0, 7, (_, _) -> new Written("text", 1));
        paid.add(group.toBuilder()
                .setPrompt(PromptGroup.newBuilder().setPurpose(Purpose.EVALUATE))
                .build());
        paid.add(group.toBuilder().setOrigin(GroupOrigin.getDefaultInstance()).build());
        paid.add(group(new Random(1), 0, 10, (_, _) -> new Written("text", 1)));
        ScoredGroup.Builder missing = group.toBuilder();
        missing.getCompletionsBuilderList().forEach(ScoredCompletion.Builder::clearTotal);
        paid.add(missing.build());
        // Then
        assertThat(paid.report()).isEmpty();
        paid.add(group);
        assertThat(paid.report().orElseThrow().windows()).singleElement().satisfies(window -> {
            assertThat(window.fromVersion()).isEqualTo(7);
            assertThat(window.completions()).isEqualTo(SIZE);
            assertThat(window.highest()).isNull();
        });
    }

    private static PaidReport.Side highest(PaidReport.Window window) {
        return Objects.requireNonNull(window.highest());
    }

    private static PaidReport report(long seed, Policy policy) {
        HighestPaid paid = new HighestPaid(0, VERSIONS - 1);
        Random random = new Random(seed);
        for (int group = 0; group < VERSIONS * GROUPS; group++) {
            paid.add(group(random, group, group / GROUPS, policy));
        }
        return paid.report().orElseThrow();
    }

    private static ScoredGroup group(Random random, int number, int version, Policy policy) {
        ScoredGroup.Builder group = ScoredGroup.newBuilder()
                .setPrompt(PromptGroup.newBuilder()
                        .setGroupId(GroupId.train(0, number).toString())
                        .setPurpose(Purpose.TRAIN));
        for (int index = 0; index < SIZE; index++) {
            Written written = policy.write(random, version);
            group.addCompletions(ScoredCompletion.newBuilder()
                    .setIndex(index)
                    .setTotal(written.reward())
                    .setFinished(Finished.newBuilder()
                            .addAllTokenIds(Collections.nCopies(
                                    Traits.tokens(written.text()).size(), 1))
                            .addVersions(VersionRun.newBuilder().setVersion(version))
                            .setText(written.text())));
        }
        return group.build();
    }

    /** Of a vocabulary of 300. */
    private static String words(Random random, int count) {
        return Stream.generate(() -> "w" + (char) ('a' + random.nextInt(20)) + (char) ('a' + random.nextInt(15)))
                .limit(count)
                .collect(Collectors.joining(" "));
    }
}
