package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestsTest {
    @Test
    void aStopStringOfThePromptEndsACompletionWithTheTokenThatCompletesIt() {
        try (Tokenizer tokenizer = Tokenizer.open(LoopFixture.MINI)) {
            // Given a completion with the stop string in its middle
            int[] before = tokenizer.encode("<reasoning>1 plus 2</reasoning>");
            int[] after = tokenizer.encode("<answer>3</answer>");
            int[] completion = IntStream.concat(Arrays.stream(before), Arrays.stream(after))
                    .toArray();
            GenerationRequest stopped = request(tokenizer, "</reasoning>", "nowhere in it");
            GenerationRequest free = request(tokenizer);
            // Then
            assertThat(IntStream.rangeClosed(1, completion.length)
                            .filter(length -> stopped.stop().endsAfter(completion, length))
                            .findFirst())
                    .hasValue(before.length);
            assertThat(IntStream.rangeClosed(1, completion.length))
                    .noneMatch(length -> free.stop().endsAfter(completion, length));
        }
    }

    @Test
    void eachMemberHasASeedOfItsOwnThatIsAFunctionOfTheRecord() {
        try (Tokenizer tokenizer = Tokenizer.open(LoopFixture.MINI)) {
            PromptGroup prompt = LoopFixture.prompt(3, 4, 0);
            assertThat(Requests.of(new PendingPrompt(prompt, LoopFixture.FIRST, 9), tokenizer)
                            .seeds())
                    .containsExactly(
                            GroupId.completionSeed(0, prompt.getGroupId(), 0),
                            GroupId.completionSeed(0, prompt.getGroupId(), 1))
                    .doesNotHaveDuplicates();
        }
    }

    private static GenerationRequest request(Tokenizer tokenizer, String... stop) {
        PromptGroup prompt = LoopFixture.prompt(0, 10, 0);
        return Requests.of(
                new PendingPrompt(
                        prompt.toBuilder()
                                .setSampling(prompt.getSampling().toBuilder().addAllStop(Arrays.asList(stop)))
                                .build(),
                        LoopFixture.FIRST,
                        0),
                tokenizer);
    }
}
