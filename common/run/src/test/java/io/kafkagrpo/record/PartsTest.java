package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A record in parts is the same record. */
class PartsTest {
    static Stream<Arguments> messages() {
        return Parts.getDescriptor().getNestedTypes().stream()
                .map(parts -> Arguments.of(parts.getName(), parts, whole(parts)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void eachFieldHasTheNumberTheNameAndTheMeaningThatItHasInTheRecord(
            String name, Descriptor parts, Descriptor whole) {
        assertThat(parts.getFields().stream().map(PartsTest::place))
                .containsExactlyElementsOf(
                        whole.getFields().stream().map(PartsTest::place).toList());
        for (FieldDescriptor field : parts.getFields()) {
            FieldDescriptor there = whole.findFieldByNumber(field.getNumber());
            assertThat(isSame(field, there)).as("%s and %s", field, there).isTrue();
        }
    }

    /** Bytes stand for whatever is written with its length before it: messages, texts, packed numbers. */
    private static boolean isSame(FieldDescriptor field, FieldDescriptor there) {
        if (field.getJavaType() == JavaType.BYTE_STRING) {
            return there.getJavaType() == JavaType.STRING
                    || (there.getJavaType() == JavaType.MESSAGE && !there.isRepeated())
                    || there.isPacked();
        }
        if (field.isRepeated() != there.isRepeated() || field.getType() != there.getType()) {
            return false;
        }
        return field.getJavaType() != JavaType.MESSAGE
                || field.getMessageType().equals(there.getMessageType())
                || whole(field.getMessageType()).equals(there.getMessageType());
    }

    private static String place(FieldDescriptor field) {
        return "%d %s".formatted(field.getNumber(), field.getName());
    }

    private static Descriptor whole(Descriptor parts) {
        return RecordsProto.getDescriptor().findMessageTypeByName(parts.getName());
    }
}
