package io.kafkagrpo.task.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "flaw, lawn, 2", "ab, ba, 2"})
    void theDistanceCountsInsertionsDeletionsAndSubstitutions(String one, String other, int distance) {
        assertThat(NearestName.distance(one, other)).isEqualTo(distance);
    }

    @Test
    void theNearestComesFirstAndEqualsByTheAlphabet() {
        List<String> names = List.of("steps", "seed", "stops", "model");
        assertThat(NearestName.of("stpes", names)).isEqualTo("steps");
        assertThat(NearestName.sorted("stpes", names)).containsExactly("steps", "stops", "seed", "model");
        assertThat(NearestName.sorted("", List.of("b", "a"))).containsExactly("a", "b");
    }

    @Test
    void whatIsFarFromAllHasNone() {
        List<String> names = List.of("train", "trace");
        assertThat(NearestName.within(2, "trian", names)).contains("train");
        assertThat(NearestName.within(2, "frobnicate", names)).isEmpty();
        assertThat(NearestName.within(2, "x", List.of())).isEmpty();
    }
}
