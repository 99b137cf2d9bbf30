package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupIdTest {
    @Test
    void aGroupIdReadsBackAsItWasWritten() {
        GroupId train = GroupId.train(3, 42);
        GroupId evaluate = GroupId.evaluate(100, 199);
        assertThat(train).hasToString("train-3-00000042");
        assertThat(GroupId.parse(train.toString())).isEqualTo(train);
        assertThat(GroupId.parse(evaluate.toString())).isEqualTo(evaluate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train-3", "test-3-00000042", "train--1-00000042", "train-3-00000042x"})
    void anotherFormIsRefusedWithTheFormThatIsMeant(String text) {
        assertThat(GroupId.isOne(text)).isFalse();
        assertThatThrownBy(() -> GroupId.parse(text)).hasMessageContaining("train-EPOCH-POSITION");
    }

    @Test
    void completionsOfARunHaveSeedsOfTheirOwn() {
        Set<Long> seeds = new HashSet<>();
        for (int run = 0; run < 3; run++) {
            for (int position = 0; position < 100; position++) {
                for (int index = 0; index < 8; index++) {
                    seeds.add(GroupId.completionSeed(
                            run, GroupId.train(0, position).toString(), index));
                }
            }
        }
        assertThat(seeds).hasSize(3 * 100 * 8);
    }
}
