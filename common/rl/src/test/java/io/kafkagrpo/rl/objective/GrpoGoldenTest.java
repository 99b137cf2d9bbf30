package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Advantages, loss and slopes against values that TRL, verl, AReaL and the tutorial computed, each case set up from
 * its implementation, roles and params. {@code -Dreference.grpo=FILE} runs another file of the format.
 */
class GrpoGoldenTest {
    @TestFactory
    Stream<DynamicTest> everyCaseOfEveryImplementation() throws IOException {
        return GoldenFile.everyCase(GrpoGoldenTest::check);
    }

    private static void check(GoldenFile.Case golden) {
        double tolerance = golden.setup().tolerance();
        checkAdvantages(golden.setup(), golden.expected().get("advantages"));
        double[][] slopes = GoldenInputs.matrix(golden.expected().get("grad"));
        assertThat(slopes).hasNumberOfRows(golden.losses().size());
        double loss = 0.0;
        for (int i = 0; i < slopes.length; i++) {
            SampleLoss sample = golden.losses().get(i);
            loss += sample.loss();
            assertThat(sample.slopes()).as("slopes of sample %d", i).hasSameSizeAs(slopes[i]);
            for (int t = 0; t < slopes[i].length; t++) {
                String name = "d loss / d logprob of sample %d, token %d".formatted(i, t);
                assertClose(name, sample.slopes()[t], slopes[i][t], tolerance);
            }
        }
        assertClose("loss", loss, golden.expected().get("loss").asDouble(), tolerance);
    }

    private static void checkAdvantages(GoldenSetup setup, JsonNode expected) {
        double[] actual = setup.advantages();
        if (actual == null) {
            assertThat(expected.isNull()).as("no advantages in this case").isTrue();
            return;
        }
        double[] values = GoldenInputs.vector(expected);
        assertThat(actual).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertClose("advantage of sample " + i, actual[i], values[i], setup.tolerance());
        }
    }

    /** Absolute for numbers up to 1, relative beyond: the file carries twelve significant digits. */
    private static void assertClose(String name, double actual, double expected, double tolerance) {
        assertThat(actual).as(name).isCloseTo(expected, within(tolerance * Math.max(1.0, Math.abs(expected))));
    }
}
