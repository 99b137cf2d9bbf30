package io.kafkagrpo.scoring.again;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.ScoringInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker. */
class RescoreLoopTest {
    private static final int GROUPS = 400;

    @TempDir
    private Path folder;

    /** A function as a test wants it. */
    private record Lambda(String name, Body body) implements RewardFunction {
        interface Body {
            double score(ScoringInput input) throws RewardException;
        }

        @Override
        public double score(ScoringInput input) throws RewardException {
            return body.score(input);
        }
    }

    private static final RewardFunction MUTE = new Lambda("mute", _ -> {
        throw new RewardException("the server is away");
    });

    private static double wrong(ScoringInput input) {
        return input.text().contains("4") ? 0 : 3;
    }

    private static double right(ScoringInput input) {
        return input.text().contains("4") ? 1 : 0;
    }

    @Test
    void whoeverTakesTheWorkUpGoesOnWhereItWasAndTheFirstCanWriteNoMore() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(GROUPS);
            // Given: one that stands still in the middle, after it has committed something
            CompletableFuture<Void> middle = new CompletableFuture<>();
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicInteger calls = new AtomicInteger();
            RescoreLoop first = log.loop(
                    "new",
                    new Lambda("new", input -> {
                        if (calls.incrementAndGet() > GROUPS) {
                            middle.complete(null);
                            awaited(goOn);
                        }
                        return right(input);
                    }),
                    StepRange.EVERYTHING);
            CompletableFuture<Void> working = begun(first);
            CompletableFuture.anyOf(working, middle).get();
            int before = log.rescored().size();
            assertThat(before).isPositive().isLessThan(GROUPS);
            // When: another one does the same work, and the first wakes up
            AtomicInteger secondCalls = new AtomicInteger();
            log.loop(
                            "new",
                            new Lambda("new", input -> {
                                secondCalls.incrementAndGet();
                                return right(input);
                            }),
                            StepRange.EVERYTHING)
                    .toItsEnd();
            goOn.countDown();
            // Then: it fails
            assertThatThrownBy(working::get).hasRootCauseInstanceOf(KafkaException.class);
            // And every group is there once, in the order of the log
            assertThat(log.rescored())
                    .extracting(group -> group.getPrompt().getGroupId())
                    .containsExactlyElementsOf(byPartition(log.ids()));
            // And what was committed was not done again
            assertThat(secondCalls.get()).isLessThanOrEqualTo(2 * (GROUPS - before));
            // When, Then: the same again adds nothing
            log.loop("new", new Lambda("new", RescoreLoopTest::right), StepRange.EVERYTHING)
                    .toItsEnd();
            assertThat(log.rescored()).hasSize(GROUPS);
        }
    }

    @Test
    void aGroupHasItsNewScoresAndThoseOfBefore() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(20);
            // When
            log.loop("new", new Lambda("new", RescoreLoopTest::right), StepRange.EVERYTHING)
                    .toItsEnd();
            // Then: the first completion is the better one now
            ScoredGroup group = find(log, log.ids().get(3));
            assertThat(group.getCompletionsList())
                    .extracting(ScoredCompletion::getTotal)
                    .containsExactly(1.0, 0.0);
            assertThat(group.getCompletions(0).getAdvantage()).isPositive();
            assertThat(group.getCompletions(1).getAdvantage()).isNegative();
            assertThat(group.getCompletions(0).getFinished().getText()).isEqualTo("<answer>4</answer>");
            assertThat(group.getRewardConfigurationHash()).hasSize(64);
            assertThat(group.hasComplete()).isTrue();
            // And which group it was, with its scores
            assertThat(group.getRescored().getPartition()).isEqualTo(1);
            assertThat(group.getRescored().getOffset()).isEqualTo(1);
            assertThat(group.getRescored().getWasComplete()).isTrue();
            assertThat(group.getRescored().getFormerConfigurationHash()).isEqualTo("before");
            FormerScores former = group.getRescored().getFormer(1);
            assertThat(former.getTotal()).isEqualTo(1);
            assertThat(former.getAdvantage()).isEqualTo(0.5);
            assertThat(former.getRewards(0).getFunction()).isEqualTo("old");
            assertThat(former.getRewards(0).getAnswer()).isEmpty();
            // And a group without members has failed for the reason that is known
            ScoredGroup failed = find(log, log.ids().get(9));
            assertThat(failed.getFailed().getReason()).isEqualTo("timeout with 0 of 2 members");
            assertThat(failed.getRescored().getWasComplete()).isFalse();
            // And so has one of which nothing is known, not even its size
            ScoredGroup unreadable = find(log, log.ids().get(19));
            assertThat(unreadable.getFailed().getReason()).isEqualTo("dead letter: it can't be read");
        }
    }

    @Test
    void onlyTheGroupsOfTheStepsAreScoredThatAreAskedFor() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(40);
            // When
            log.loop("new", new Lambda("new", RescoreLoopTest::right), new StepRange(3, 4))
                    .toItsEnd();
            // Then
            assertThat(log.rescored())
                    .extracting(group -> group.getPrompt().getGroupId())
                    .containsExactlyElementsOf(byPartition(log.ids()).stream()
                            .filter(log.ids().subList(8, 16)::contains)
                            .toList());
            // And under this name nothing else can be scored
            assertThatThrownBy(() -> log.loop("new", new Lambda("new", RescoreLoopTest::right), new StepRange(3, 0))
                            .toItsEnd())
                    .isInstanceOf(RunMismatchException.class)
                    .hasMessageContaining(
                            "past.rescored-x holds the groups of steps 3 to 4, not the groups of step 3 and all after it");
            assertThatThrownBy(() -> log.loop("other", new Lambda("other", RescoreLoopTest::wrong), new StepRange(3, 4))
                            .toItsEnd())
                    .isInstanceOf(RunMismatchException.class)
                    .hasMessageContaining("other rewards");
        }
    }

    @Test
    void aFunctionThatGivesNothingStopsTheWork() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(GROUPS);
            // When, Then
            assertThatThrownBy(
                            () -> log.loop("mute", MUTE, StepRange.EVERYTHING).toItsEnd())
                    .isInstanceOf(NoRewardException.class)
                    .hasMessageContaining("mute gave a value for none of 512 completions")
                    .hasMessageContaining("the server is away");
            assertThat(log.rescored()).isEmpty();
        }
    }

    @Test
    void whatAFunctionGaveNothingForIsNotThereAndIsScoredWhenItIsRepaired() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(20);
            // When, Then: too few completions to lose patience
            assertThatThrownBy(
                            () -> log.loop("mute", MUTE, StepRange.EVERYTHING).toItsEnd())
                    .isInstanceOf(NoRewardException.class)
                    .hasMessageContaining("mute gave a value for none of 36 completions");
            assertThat(log.rescored()).isEmpty();
            // When: the same again, and the function answers
            log.loop("mute", new Lambda("mute", RescoreLoopTest::right), StepRange.EVERYTHING)
                    .toItsEnd();
            // Then
            assertThat(log.rescored()).hasSize(20);
            assertThat(find(log, log.ids().get(3)).getCompletions(0).getTotal()).isEqualTo(1);
            // When, Then: the run went on, and the function gives nothing any more
            log.write(20);
            assertThatThrownBy(
                            () -> log.loop("mute", MUTE, StepRange.EVERYTHING).toItsEnd())
                    .isInstanceOf(NoRewardException.class);
            assertThat(log.rescored()).hasSize(20);
        }
    }

    @Test
    void aShortRestMayHaveNoValues() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            // Given
            log.write(20);
            log.loop("odd", new Lambda("odd", RescoreLoopTest::right), StepRange.EVERYTHING)
                    .toItsEnd();
            log.write(4);
            // When
            log.loop(
                            "odd",
                            new Lambda("odd", _ -> {
                                throw new RewardException("it is no number");
                            }),
                            StepRange.EVERYTHING)
                    .toItsEnd();
            // Then
            assertThat(log.rescored()).hasSize(24);
        }
    }

    @Test
    void endsWhereItIsInterrupted() throws Exception {
        try (PastLog log = new PastLog(folder)) {
            log.write(20);
            // Given: a function that never answers
            CountDownLatch asked = new CountDownLatch(1);
            RescoreLoop loop = log.loop(
                    "late",
                    new Lambda("late", _ -> {
                        asked.countDown();
                        awaited(new CountDownLatch(1));
                        return 0;
                    }),
                    StepRange.EVERYTHING);
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread working = Thread.ofPlatform().start(() -> {
                try {
                    loop.toItsEnd();
                    end.complete(new AssertionError("It came to its end."));
                } catch (InterruptedException | RuntimeException e) {
                    end.complete(e);
                }
            });
            asked.await();
            // When
            working.interrupt();
            // Then
            assertThat(end.get()).isInstanceOfAny(InterruptedException.class, InterruptException.class);
        }
    }

    private static CompletableFuture<Void> begun(RescoreLoop loop) {
        return CompletableFuture.runAsync(() -> {
            try {
                loop.toItsEnd();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static ScoredGroup find(PastLog log, String id) {
        return log.rescored().stream()
                .filter(group -> group.getPrompt().getGroupId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The reader takes one partition after the other. */
    private static List<String> byPartition(List<String> ids) {
        List<String> ordered = new ArrayList<>();
        for (int partition = 0; partition < PastLog.PARTITIONS; partition++) {
            for (int number = partition; number < ids.size(); number += PastLog.PARTITIONS) {
                ordered.add(ids.get(number));
            }
        }
        return ordered;
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
