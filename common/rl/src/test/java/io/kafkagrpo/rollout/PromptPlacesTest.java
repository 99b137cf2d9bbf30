package io.kafkagrpo.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptPlacesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 12, 30, 64, 100, 128, 1000})
    void asManyInARowAsThereArePartitionsTakeOneEach(int partitions) {
        for (long from : new long[] {0, 17, 1_000_003, Long.MAX_VALUE / 2}) {
            assertThat(LongStream.range(from, from + partitions)
                            .mapToInt(position -> PromptPlaces.partition(position, partitions)))
                    .as("from %d", from)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, partitions).boxed().toList());
        }
    }

    /** So a generator is not without work while another has twice its share. */
    @ParameterizedTest(name = "{0} prompts, {1} generators: each has {2} to {3}")
    @CsvSource({"16, 2, 6, 10", "16, 4, 3, 5", "16, 8, 1, 3", "32, 8, 3, 5", "64, 8, 8, 8", "64, 64, 1, 1", "8, 8, 0, 2"
    })
    void fewerInARowReachGeneratorsWhosePartitionsLieSideBySideEvenly(
            int prompts, int generators, int least, int most) {
        for (long from = 0; from < 500; from++) {
            int[] ofGenerator = new int[generators];
            for (long position = from; position < from + prompts; position++) {
                ofGenerator[PromptPlaces.partition(position, 64) * generators / 64]++;
            }
            assertThat(ofGenerator).as("from %d", from).satisfies(counts -> {
                assertThat(IntStream.of(counts).min().orElseThrow()).isGreaterThanOrEqualTo(least);
                assertThat(IntStream.of(counts).max().orElseThrow()).isLessThanOrEqualTo(most);
            });
        }
    }

    @Test
    void thePlaceOfAPositionIsAlwaysTheSame() {
        assertThat(LongStream.range(0, 8).mapToInt(position -> PromptPlaces.partition(position, 64)))
                .containsExactly(0, 39, 14, 53, 28, 3, 42, 17);
    }
}
