package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.rl.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DroppedGroupsTest {
    private static final GroupReference GROUP =
            GroupReference.newBuilder().setGroupId("train-0-00000001").build();

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void theReasonIsReadFromTheEnumWhateverTheTextSays(DropReason reason) throws Exception {
        byte[] bytes = DroppedGroups.of(GROUP, reason, "dead letter: stale").toByteArray();
        DroppedGroup read = DroppedGroup.parseFrom(bytes);
        assertThat(DroppedGroups.reason(read)).isEqualTo(reason);
        assertThat(read.getReason()).isEqualTo("dead letter: stale");
        assertThat(read.getGroup()).isEqualTo(GROUP);
    }

    @ParameterizedTest
    @CsvSource({
        "stale, STALE",
        "zero variance, ZERO_VARIANCE",
        "timeout with 1 of 4 members, FAILED",
        "dead letter: it is stale, FAILED",
        "'', FAILED"
    })
    void olderLogsHaveTheTextAlone(String text, DropReason expected) {
        DroppedGroup old = DroppedGroup.newBuilder().setReason(text).build();
        assertThat(DroppedGroups.reason(old)).isEqualTo(expected);
    }

    @Test
    void aReasonThatOnlyALaterProgramKnowsGoesByItsText() {
        DroppedGroup later =
                DroppedGroup.newBuilder().setReason("too old").setCauseValue(77).build();
        assertThat(DroppedGroups.reason(later)).isEqualTo(DropReason.FAILED);
    }
}
