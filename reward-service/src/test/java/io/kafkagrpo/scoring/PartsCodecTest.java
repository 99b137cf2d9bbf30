package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However Protobuf lets a completion be written, its parts are those of the usual way. */
class PartsCodecTest {
    private static final Completion COMPLETION = Samples.finished(Samples.train(1, 4), 2, Samples.RIGHT);

    @Test
    void theBytesOfTokensAreThoseThatCame() throws Exception {
        // Given a completion as a generator writes it
        byte[] written = COMPLETION.toByteArray();
        // When
        Parts.Completion parts = PartsCodec.completion(written);
        // Then
        assertThat(parts.toByteArray()).isEqualTo(written);
        assertThat(parts.getFinished()).isEqualTo(COMPLETION.getFinished().toByteString());
        assertThat(PartsCodec.integers(PartsCodec.finished(parts.getFinished()).getTokenIds()))
                .isEqualTo(2);
    }

    static Stream<Arguments> unusual() throws IOException {
        Finished finished = COMPLETION.getFinished();
        return Stream.of(
                Arguments.of(
                        "in two pieces",
                        joined(
                                COMPLETION.toBuilder()
                                        .setFinished(Finished.newBuilder().setText("first"))
                                        .build()
                                        .toByteArray(),
                                Completion.newBuilder()
                                        .setFinished(finished)
                                        .build()
                                        .toByteArray())),
                Arguments.of(
                        "an index twice",
                        joined(Completion.newBuilder().setIndex(1).build().toByteArray(), COMPLETION.toByteArray())),
                Arguments.of(
                        "numbers unpacked",
                        COMPLETION.toBuilder()
                                .clearFinished()
                                .build()
                                .toByteString()
                                .concat(field(3, unpacked(finished)))
                                .toByteArray()),
                Arguments.of(
                        "an index of two bytes where one would do",
                        joined(COMPLETION.toBuilder().clearIndex().build().toByteArray(), new byte[] {16, (byte) 0x82, 0
                        })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void whatIsWrittenInAnotherWayHasTheSameParts(String name, byte[] written) throws Exception {
        // Given bytes that Protobuf reads as a completion
        Completion whole = Completion.parseFrom(written);
        // When
        Parts.Completion parts = PartsCodec.completion(written);
        Parts.Finished finished = PartsCodec.finished(parts.getFinished());
        // Then
        assertThat(Completion.parseFrom(parts.toByteString())).isEqualTo(whole);
        assertThat(Finished.parseFrom(finished.toByteString())).isEqualTo(whole.getFinished());
        assertThat(PartsCodec.integers(finished.getTokenIds()))
                .isEqualTo(whole.getFinished().getTokenIdsCount());
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("none", new byte[0], 0),
                Arguments.of("three", new byte[] {1, (byte) 0x80, 1, 127}, 3),
                Arguments.of("a negative one", new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void packedNumbersAreCounted(String name, byte[] packed, int count) throws Exception {
        assertThat(PartsCodec.integers(ByteString.copyFrom(packed))).isEqualTo(count);
    }

    @Test
    void packedNumbersThatAreNoneAreRefused() {
        assertThatThrownBy(() -> PartsCodec.integers(ByteString.copyFrom(new byte[] {1, (byte) 0x80})))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessage("the last token id is cut off");
        assertThatThrownBy(() -> PartsCodec.integers(
                        ByteString.copyFrom(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessage("a token id of more than 10 bytes");
    }

    static Stream<Arguments> floats() {
        return Stream.of(
                Arguments.of(new float[0], -1),
                Arguments.of(new float[] {0, -0f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE}, -1),
                Arguments.of(new float[] {-1, Float.NaN}, 1),
                Arguments.of(new float[] {Float.NEGATIVE_INFINITY, 1}, 0),
                Arguments.of(new float[] {1, 2, Float.POSITIVE_INFINITY}, 2));
    }

    @ParameterizedTest
    @MethodSource("floats")
    void theFirstThatIsNotFiniteIsFound(float[] values, int first) throws Exception {
        Finished.Builder finished = Finished.newBuilder();
        for (float value : values) {
            finished.addBehaviourLogProbabilities(value);
        }
        ByteString packed = PartsCodec.finished(finished.build().toByteString()).getBehaviourLogProbabilities();
        assertThat(PartsCodec.firstNotFinite(packed)).isEqualTo(first);
    }

    @Test
    void bytesBehindTheMessageAreRefused() {
        // the end of a group that nobody began
        assertThatThrownBy(() -> PartsCodec.completion(joined(COMPLETION.toByteArray(), new byte[] {4})))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    private static ByteString unpacked(Finished finished) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int id : finished.getTokenIdsList()) {
            out.writeInt32(1, id);
        }
        for (float value : finished.getBehaviourLogProbabilitiesList()) {
            out.writeFloat(2, value);
        }
        out.writeMessage(3, finished.getVersions(0));
        out.writeString(4, finished.getText());
        out.writeEnum(5, FinishReason.STOP_VALUE);
        out.flush();
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static ByteString field(int number, ByteString message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(number, message);
        out.flush();
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
    }
}
