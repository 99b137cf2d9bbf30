package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.rollout.FinishReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LightDecoderTest {
    private static final int VOCABULARY = 100;

    private static LightDecoder decoder(int slots) {
        return new LightDecoder(slots, VOCABULARY, SimulatedLatency.ofMillis(0));
    }

    private static GenerationRequest request(String id, int members, int tokens) {
        return new GenerationRequest(
                id,
                new int[] {1, 2, 3},
                Sampling.untruncated(1, tokens),
                LongStream.range(0, members).map(i -> id.hashCode() + i).toArray(),
                Set.of(),
                StopCondition.NONE);
    }

    private static List<GeneratedSequence> toTheEnd(LightDecoder decoder) {
        List<GeneratedSequence> ended = new ArrayList<>();
        while (!decoder.isIdle()) {
            ended.addAll(decoder.step());
        }
        ended.sort(Comparator.comparing(GeneratedSequence::member));
        return ended;
    }

    @Test
    void everyMemberEndsWithTokensOfTheVocabularyWithinItsLength() {
        // Given
        LightDecoder decoder = decoder(4);
        decoder.submit(request("a", 64, 12));
        // When
        List<GeneratedSequence> ended = toTheEnd(decoder);
        // Then
        assertThat(ended).extracting(GeneratedSequence::member).containsExactlyElementsOf(members(64));
        assertThat(ended).allSatisfy(sequence -> {
            assertThat(sequence.tokenIds()).hasSizeBetween(6, 12);
            assertThat(Arrays.stream(sequence.tokenIds())).allMatch(id -> id >= 0 && id < VOCABULARY);
            assertThat(sequence.logProbabilities())
                    .hasSameSizeAs(sequence.tokenIds())
                    .containsOnly((float) -Math.log(VOCABULARY));
            if (sequence.reason() == FinishReason.LENGTH) {
                assertThat(sequence.tokenIds()).hasSize(12);
            }
        });
        assertThat(ended).extracting(GeneratedSequence::reason).contains(FinishReason.STOP, FinishReason.LENGTH);
    }

    @Test
    void aSeedGivesItsTokensAgainWhateverElseIsDecoded() {
        // Given
        LightDecoder alone = decoder(2);
        alone.submit(request("a", 2, 12));
        LightDecoder inCompany = decoder(5);
        inCompany.submit(request("b", 3, 12));
        inCompany.submit(request("a", 2, 12));
        // When
        List<GeneratedSequence> expected = toTheEnd(alone);
        List<GeneratedSequence> found = toTheEnd(inCompany).stream()
                .filter(sequence -> sequence.requestId().equals("a"))
                .toList();
        // Then
        for (int member = 0; member < 2; member++) {
            assertThat(found.get(member).tokenIds())
                    .isEqualTo(expected.get(member).tokenIds());
        }
    }

    @Test
    void whatHasNoSlotWaitsAndWhatIsCancelledEndsWithoutAResult() {
        // Given
        LightDecoder decoder = decoder(3);
        decoder.submit(request("a", 2, 12));
        decoder.submit(request("b", 2, 12));
        // When
        decoder.step();
        // Then
        assertThat(decoder.activeSequences()).isEqualTo(3);
        assertThat(decoder.waitingSequences()).isEqualTo(1);
        assertThat(decoder.cachedTokens()).isEqualTo(3 * (3 + 1));
        // And
        decoder.cancel("b");
        assertThat(toTheEnd(decoder)).extracting(GeneratedSequence::requestId).containsOnly("a");
    }

    private static List<Integer> members(int count) {
        return LongStream.range(0, count).mapToObj(Math::toIntExact).toList();
    }
}
