package io.kafkagrpo.learner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.TorchDevice;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.weights.WeightLogException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerExitCodesTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ModelFormatException("no config.json"), ExitCode.MODEL),
                Arguments.of(catchThrowable(() -> TorchDevice.named("gpu:99")), ExitCode.CONFIGURATION),
                Arguments.of(new NotFiniteException("NaN"), ExitCode.DIVERGED),
                Arguments.of(new BrokenLogException("step 3 follows step 1"), ExitCode.DATA),
                Arguments.of(new WeightLogException("a chunk is gone"), ExitCode.DATA),
                Arguments.of(
                        catchThrowable(() -> RunEventReader.event(new ConsumerRecord<>("r.steps", 0, 7, "r", null))),
                        ExitCode.DATA),
                Arguments.of(
                        new IllegalStateException("Following failed", new WeightLogException("a chunk is gone")),
                        ExitCode.DATA));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void eachTroubleHasItsCode(Throwable failure, ExitCode code) {
        assertThat(LearnerRunner.EXIT_CODES.of(failure)).isEqualTo(code);
    }
}
