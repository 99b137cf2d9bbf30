package io.kafkagrpo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.rollout.TextOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

    /** Five words, two special tokens; truncation to one token is asked for and must be ignored. */
    private static final String WORDS = """
        {"version": "1.0", "truncation": {"direction": "Right", "max_length": 1, "strategy": "LongestFirst", "stride": 0},
         "padding": null, "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null,
         "decoder": null,
         "added_tokens": [
           {"id": 5, "content": "<pad>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
           {"id": 6, "content": "<end>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
         "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "c": 2, "?": 3, "d": 4}, "unk_token": "?"}}
        """;

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), WORDS);
    }

    @Test
    void idsComeFromTokenizerJsonAlone() throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": [6, 2]}");
        try (var tokenizer = Tokenizer.open(directory)) {
            assertThat(tokenizer.encode("a b x <end> d")).containsExactly(0, 1, 3, 6, 4);
            assertThat(tokenizer.decode(new int[] {0, 6, 4})).isEqualTo("a <end> d");
            assertThat(tokenizer.decodeSkippingSpecial(new int[] {0, 6, 4})).isEqualTo("a d");
            assertThat(tokenizer.vocabularySize()).isEqualTo(7);
        }
    }

    @Test
    void aTextThatNoTemplateWroteGetsTheTokenizersOwnSpecialTokens() throws IOException {
        // Given a rule that puts the special token <end> before a text, as Llama 3's does with its first token
        Files.writeString(directory.resolve("tokenizer.json"), WORDS.replace("\"post_processor\": null", """
            "post_processor": {"type": "TemplateProcessing",
              "single": [{"SpecialToken": {"id": "<end>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
              "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
              "special_tokens": {"<end>": {"id": "<end>", "ids": [6], "tokens": ["<end>"]}}}\
            """));
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": 6}");
        try (var tokenizer = Tokenizer.open(directory)) {
            // Then a template's text is its own, and others begin with the token, once
            assertThat(tokenizer.encode("a b", TextOrigin.TEMPLATE)).containsExactly(0, 1);
            assertThat(tokenizer.encode("a b", TextOrigin.PLAIN)).containsExactly(6, 0, 1);
            assertThat(tokenizer.encode("<end> a b", TextOrigin.PLAIN)).containsExactly(6, 0, 1);
            assertThat(tokenizer.encode("", TextOrigin.PLAIN)).containsExactly(6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"eos_token_id\": [6, 2], \"pad_token_id\": 5} | {\"eos_token_id\": 1} | {}                      |"
                        + " `6, 2` | 5",
                "{}                        | {\"eos_token_id\": 1}                       | {\"eos_token\": \"<end>\"}"
                        + " | 1     | 1",
                "{\"eos_token_id\": null}  | {}                  | {\"eos_token\": {\"content\": \"<end>\"},"
                        + " \"pad_token\": \"<pad>\"} | 6 | 5",
            })
    void theEndAndThePadAreReadFromTheFirstFileThatNamesThem(
            String generation, String model, String tokenizer, String ends, int pad) throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), generation);
        Files.writeString(directory.resolve("config.json"), model);
        Files.writeString(directory.resolve("tokenizer_config.json"), tokenizer);
        try (var opened = Tokenizer.open(directory)) {
            assertThat(opened.endOfSequenceIds()).hasToString("[" + ends + "]");
            assertThat(opened.padId()).isEqualTo(pad);
        }
    }

    @Test
    void aTokenizerLargerThanTheModelIsRefused() throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": 6}");
        var model = new ModelConfig("qwen2", 8, 12, 1, 4, 2, 2, 6, 1e6, 1e-6, true, true, false, 64, null);
        try (var tokenizer = Tokenizer.open(directory)) {
            assertThatThrownBy(() -> tokenizer.requireFits(model))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage("The tokenizer has ids up to 6, but the model's vocab_size is 6; tokenizer.json and "
                            + "config.json are of different models.");
        }
    }

    @Test
    void wrongFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(directory))
                .hasMessageContaining("neither generation_config.json nor config.json in ");
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": \"x\"}");
        assertThatThrownBy(() -> Tokenizer.open(directory))
                .hasMessageContaining("eos_token_id is \"x\", but must be a token id");
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": 6}");
        Files.writeString(directory.resolve("tokenizer.json"), WORDS.replace("WordLevel", "Nonsense"));
        assertThatThrownBy(() -> Tokenizer.open(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json can't be used as a tokenizer: ");
        Files.delete(directory.resolve("tokenizer.json"));
        assertThatThrownBy(() -> Tokenizer.open(directory)).hasMessageContaining("tokenizer.json does not exist.");
    }
}
