package io.kafkagrpo.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ReferenceModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every text of the reference models, encoded and decoded as Hugging Face's tokenizers do. */
class TokenizerReferenceTest {

    @TestFactory
    Stream<DynamicContainer> idsAndTextsAreThoseOfTheReference() {
        return ReferenceModels.directories().stream()
                .map(model -> DynamicContainer.dynamicContainer(
                        model.getFileName().toString(), cases(model, ReferenceModels.reference(model)).stream()));
    }

    private static List<DynamicNode> cases(Path model, JsonNode reference) {
        var tokenizer = Tokenizer.open(model);
        tokenizer.requireFits(ModelConfig.read(model));
        var cases = new ArrayList<DynamicNode>();
        for (JsonNode text : reference.path("texts")) {
            cases.add(DynamicTest.dynamicTest(
                    JsonFile.shortened(text.path("text").toString()), () -> {
                        int[] ids = ReferenceModels.ids(text.path("ids"));
                        assertThat(tokenizer.encode(text.path("text").asText())).isEqualTo(ids);
                        assertThat(tokenizer.decode(ids))
                                .isEqualTo(text.path("decoded").asText());
                        assertThat(tokenizer.decodeSkippingSpecial(ids))
                                .isEqualTo(text.path("decoded_skip_special").asText());
                        assertThat(streamed(tokenizer, ids)).isEqualTo(tokenizer.decodeSkippingSpecial(ids));
                    }));
        }
        cases.add(DynamicTest.dynamicTest("streaming 200 random completions", () -> {
            var random = new SplittableRandom(11);
            for (int i = 0; i < 200; i++) {
                int[] ids = random.ints(random.nextInt(1, 40), 0, tokenizer.vocabularySize())
                        .toArray();
                assertThat(streamed(tokenizer, ids)).isEqualTo(tokenizer.decodeSkippingSpecial(ids));
            }
        }));
        cases.add(DynamicTest.dynamicTest("a long text is not cut off", () -> {
            int[] ids = tokenizer.encode("1 ".repeat(20_000));
            assertThat(ids.length).isGreaterThan(10_000);
            assertThat(tokenizer.decode(ids)).hasSize(40_000);
        }));
        return cases;
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        StreamingDecoder decoder = tokenizer.streamingDecoder();
        var text = new StringBuilder();
        IntStream.of(ids).forEach(id -> text.append(decoder.append(id)));
        return text.append(decoder.finish()).toString();
    }
}
