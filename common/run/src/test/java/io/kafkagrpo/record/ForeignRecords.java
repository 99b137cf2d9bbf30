package io.kafkagrpo.record;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What somebody else may put into a run's topic by mistake, one of each kind: a name for people, and the value. */
public final class ForeignRecords {
    private static final byte[] STEP = StepEvent.newBuilder()
            .setTrainingStep(TrainingStep.newBuilder().setStep(1))
            .build()
            .toByteArray();
    private static final byte[] VERSION =
            WeightVersion.newBuilder().setVersion(3).build().toByteArray();

    private ForeignRecords() {}

    /**
     * The kinds for a topic.
     *
     * @param kind what the topic's records are called
     * @param valid the value of such a record
     */
    public static Stream<Arguments> of(String kind, byte[] valid) {
        return Stream.of(
                Arguments.of("a tombstone", null),
                Arguments.of("garbage", new byte[] {0x7f, 0x7f}),
                Arguments.of("an empty value", new byte[0]),
                Arguments.of("a %s of another run".formatted(kind), valid),
                Arguments.of("a record of another topic", Arrays.equals(valid, STEP) ? VERSION : STEP),
                Arguments.of("half a %s".formatted(kind), Arrays.copyOf(valid, Math.max(1, valid.length - 3))),
                Arguments.of("a huge one", new byte[900_000]));
    }
}
