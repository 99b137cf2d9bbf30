package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Logs replay bit for bit, so an objective that existed before must go on giving the very same doubles.
 * unchanged_arithmetic.tsv holds, for each case of the first golden file, a hash over the bits of losses and
 * slopes, as the code gave them before the newer algorithms came. Only where the processor is the one they were
 * made on: another's exp may differ in the last bit.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class UnchangedArithmeticTest {
    @TestFactory
    Stream<DynamicTest> everyBitIsAsBefore() throws IOException {
        Map<String, String> before = before();
        return GoldenFile.everyCaseOf("/grpo_golden.json", golden -> {
            String name = golden.node().get("name").asText();
            assertThat(hash(golden)).as("bits of losses and slopes").isEqualTo(before.get(name));
        });
    }

    private static Map<String, String> before() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(UnchangedArithmeticTest.class.getResourceAsStream("/unchanged_arithmetic.tsv")),
                StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split("\t")).collect(Collectors.toMap(p -> p[0], p -> p[1]));
        }
    }

    private static String hash(GoldenFile.Case golden) {
        long hash = 0xcbf29ce484222325L;
        for (SampleLoss loss : golden.losses()) {
            hash = mixed(hash, loss.loss());
            for (double slope : loss.slopes()) {
                hash = mixed(hash, slope);
            }
        }
        return Long.toHexString(hash);
    }

    private static long mixed(long hash, double value) {
        return (hash ^ Double.doubleToLongBits(value + 0.0)) * 0x100000001b3L;
    }
}
