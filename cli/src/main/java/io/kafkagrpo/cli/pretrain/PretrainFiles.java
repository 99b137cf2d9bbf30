package io.kafkagrpo.cli.pretrain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.data.WordTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small model's files beside its weights, in Hugging Face layout. */
final class PretrainFiles {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int CONTEXT_LENGTH = 128;

    private PretrainFiles() {}

    /** Writes config.json, generation_config.json, tokenizer.json and tokenizer_config.json. */
    static void write(Path directory, WordTokens tokens) throws IOException {
        Files.createDirectories(directory);
        write(directory, "config.json", config(tokens.vocabulary().size()));
        write(directory, "generation_config.json", generationConfig());
        write(directory, "tokenizer.json", tokenizer(tokens));
        write(directory, "tokenizer_config.json", tokenizerConfig());
    }

    private static void write(Path directory, String name, ObjectNode content) throws IOException {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content);
        Files.writeString(directory.resolve(name), text.replace("\r\n", "\n") + "\n");
    }

    private static ObjectNode config(int vocabularySize) {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("Qwen2ForCausalLM");
        return config.put("attention_dropout", 0.0)
                .put("eos_token_id", PretrainTexts.END_OF_SEQUENCE)
                .put("pad_token_id", PretrainTexts.PADDING)
                .put("hidden_act", "silu")
                .put("hidden_size", 128)
                .put("initializer_range", 0.02)
                .put("intermediate_size", 384)
                .put("max_position_embeddings", CONTEXT_LENGTH)
                .put("model_type", "qwen2")
                .put("num_attention_heads", 4)
                .put("num_hidden_layers", 4)
                .put("num_key_value_heads", 2)
                .put("rms_norm_eps", 1e-6)
                .put("rope_theta", 10_000.0)
                .put("tie_word_embeddings", true)
                .put("torch_dtype", "bfloat16")
                .put("use_cache", true)
                .put("use_sliding_window", false)
                .put("vocab_size", vocabularySize);
    }

    private static ObjectNode generationConfig() {
        return JSON.createObjectNode()
                .put("eos_token_id", PretrainTexts.END_OF_SEQUENCE)
                .put("pad_token_id", PretrainTexts.PADDING)
                .put("do_sample", true)
                .put("temperature", 1.0);
    }

    private static ObjectNode tokenizerConfig() {
        return JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("clean_up_tokenization_spaces", false)
                .put("eos_token", WordTokens.END_OF_SEQUENCE)
                .put("pad_token", WordTokens.PADDING)
                .put("unk_token", WordTokens.UNKNOWN)
                .put("model_max_length", CONTEXT_LENGTH);
    }

    /**
     * A word-level model behind a split by the tokens' pattern. The tags are tokens of the vocabulary like any other, not special ones: a decoder that skips special tokens has to keep them.
     */
    private static ObjectNode tokenizer(WordTokens tokens) {
        ObjectNode tokenizer = JSON.createObjectNode();
        tokenizer.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = tokenizer.putArray("added_tokens");
        List<String> vocabulary = tokens.vocabulary();
        for (String token : List.of(WordTokens.PADDING, WordTokens.END_OF_SEQUENCE, WordTokens.UNKNOWN)) {
            added.addObject()
                    .put("id", vocabulary.indexOf(token))
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        tokenizer.putNull("normalizer");
        ObjectNode split = tokenizer.putObject("pre_tokenizer").put("type", "Split");
        split.putObject("pattern").put("Regex", tokens.pattern().pattern());
        split.put("behavior", "Isolated").put("invert", false);
        tokenizer.putNull("post_processor");
        tokenizer.putObject("decoder").put("type", "Fuse");
        ObjectNode model = tokenizer.putObject("model").put("type", "WordLevel");
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.get(id), id);
        }
        model.put("unk_token", WordTokens.UNKNOWN);
        return tokenizer;
    }
}
