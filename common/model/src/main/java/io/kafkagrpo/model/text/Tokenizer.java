package io.kafkagrpo.model.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.rollout.TextOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * A model's tokenizer, from its tokenizer.json, by Hugging Face's own tokenizers library; no network is used.
 * Special tokens written out in a text become their ids. May be used from any thread.
 */
public final class Tokenizer implements AutoCloseable {

    static {
        // DJL looks for other natives on the network unless told not to
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabularySize;
    private final Set<Integer> endOfSequenceIds;
    private final int padId;

    private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerFiles files) {
        this.tokenizer = tokenizer;
        this.vocabularySize = files.vocabularySize();
        this.endOfSequenceIds = files.endOfSequenceIds();
        this.padId = files.padId();
    }

    /**
     * Opens the tokenizer of a model directory.
     *
     * @throws ModelFormatException where tokenizer.json is missing or wrong, or no file names
     *     an end-of-sequence token
     */
    public static Tokenizer open(Path modelDirectory) {
        var files = TokenizerFiles.read(modelDirectory);
        Path path = modelDirectory.resolve("tokenizer.json");
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(path)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
            return new Tokenizer(tokenizer, files);
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(
                    path + " can't be used as a tokenizer: " + JsonFile.shortened(String.valueOf(e.getMessage())) + ".",
                    e);
        }
    }

    /** The ids of a text, without special tokens around it. */
    public int[] encode(String text) {
        return ids(text, false);
    }

    /**
     * The ids of a whole text. One that no template wrote gets the special tokens that the tokenizer's own rule
     * (its post-processor) puts around a text, such as Llama's begin-of-sequence token; one that begins with that
     * token already doesn't get it again.
     */
    public int[] encode(String text, TextOrigin origin) {
        int[] bare = ids(text, false);
        if (origin == TextOrigin.TEMPLATE) {
            return bare;
        }
        int[] whole = ids(text, true);
        // the rule put one token before the text, and the text begins with that token itself
        boolean doubled = bare.length > 0
                && whole.length > bare.length
                && whole[0] == bare[0]
                && Arrays.equals(whole, 1, 1 + bare.length, bare, 0, bare.length);
        return doubled ? Arrays.copyOfRange(whole, 1, whole.length) : whole;
    }

    private int[] ids(String text, boolean special) {
        return Arrays.stream(tokenizer.encode(text, special, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** The text of ids, special tokens written out; bytes that are not UTF-8 become U+FFFD. */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** The text of ids without special tokens; bytes that are not UTF-8 become U+FFFD. */
    public String decodeSkippingSpecial(int[] ids) {
        return decode(ids, true);
    }

    private String decode(int[] ids, boolean skipSpecial) {
        return ids.length == 0
                ? ""
                : tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
    }

    /** A decoder that gives a completion's text piece by piece, special tokens left out. */
    public StreamingDecoder streamingDecoder() {
        return new StreamingDecoder(this::decodeSkippingSpecial);
    }

    /** One more than the highest id that the tokenizer knows, added tokens included. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** The ids that end a completion, from generation_config.json, else config.json; never empty. */
    public Set<Integer> endOfSequenceIds() {
        return endOfSequenceIds;
    }

    /** The id that fills up batches: the model's pad token, or an end-of-sequence id where it has none. */
    public int padId() {
        return padId;
    }

    /**
     * Checks that every id has a row in a model's embedding. A model's vocabulary may be larger, for
     * rows are padded.
     *
     * @throws ModelFormatException where the tokenizer is the larger one
     */
    public void requireFits(ModelConfig model) {
        if (vocabularySize > model.vocabularySize()) {
            throw new ModelFormatException("The tokenizer has ids up to " + (vocabularySize - 1)
                    + ", but the model's vocab_size is " + model.vocabularySize()
                    + "; tokenizer.json and config.json are of different models.");
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
