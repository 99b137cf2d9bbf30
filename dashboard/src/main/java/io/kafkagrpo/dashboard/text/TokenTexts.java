package io.kafkagrpo.dashboard.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each token id writes, by the vocabulary in a {@code tokenizer.json}. The log holds ids and whole texts; only
 * with this file can it be shown which token wrote what.
 */
public final class TokenTexts {
    /** Knows no token: ids are shown instead. */
    public static final TokenTexts NONE = new TokenTexts(
            Map.of(),
            "The log holds no vocabulary: start the page where the model's tokenizer.json lies, or name it by grpo.dashboard.tokenizer.");

    private static final Logger LOG = LoggerFactory.getLogger(TokenTexts.class);

    private static final char SENTENCE_PIECE_SPACE = '▁';

    private final Map<Integer, byte[]> bytes;
    private final String why;

    private TokenTexts(Map<Integer, byte[]> bytes, String why) {
        this.bytes = bytes;
        this.why = why;
    }

    /** The same of a file that was only found, not named: where it is none, {@link #why} tells. */
    public static TokenTexts found(Path file) {
        try {
            return read(file);
        } catch (SettingsException none) {
            LOG.warn("Token ids are shown. {}", none.getMessage());
            return new TokenTexts(Map.of(), VisibleText.line(String.valueOf(none.getMessage()), 500));
        }
    }

    /** @throws SettingsException if the file can't be read, or holds no vocabulary */
    public static TokenTexts read(Path file) {
        try {
            JsonNode root = new JsonMapper().readTree(file.toFile());
            JsonNode vocabulary = root.path("model").path("vocab");
            if (!vocabulary.isObject() || vocabulary.isEmpty()) {
                throw new SettingsException(
                        "The file %s holds no vocabulary: a model's tokenizer.json has ids by token in model.vocab."
                                .formatted(file));
            }
            boolean byteLevel = root.path("decoder").toString().contains("\"ByteLevel\"");
            boolean sentencePiece = root.path("decoder").toString().indexOf(SENTENCE_PIECE_SPACE) >= 0;
            Map<Integer, Integer> bytesOfLetters = bytesOfLetters();
            Map<Integer, byte[]> bytes = new HashMap<>();
            vocabulary
                    .properties()
                    .forEach(entry -> bytes.put(
                            entry.getValue().asInt(),
                            byteLevel
                                    ? ofLetters(entry.getKey(), bytesOfLetters)
                                    : utf8(sentencePiece ? ofPiece(entry.getKey()) : entry.getKey())));
            for (JsonNode added : root.path("added_tokens")) {
                bytes.put(added.path("id").asInt(), utf8(added.path("content").asText()));
            }
            return new TokenTexts(bytes, "");
        } catch (IOException e) {
            throw new SettingsException("The tokenizer %s can't be read: %s.".formatted(file, e.getMessage()));
        }
    }

    /** Why it knows no token, in a sentence; empty where it knows some. */
    public String why() {
        return why;
    }

    /**
     * What each of the ids adds to the text. A character whose bytes are spread over several tokens is written by
     * the last of them; an id that is not in the vocabulary is shown in brackets.
     */
    public List<String> of(List<Integer> ids) {
        List<String> texts = new ArrayList<>();
        ByteBuffer pending = ByteBuffer.allocate(0);
        for (int id : ids) {
            byte[] written = bytes.getOrDefault(id, utf8("[%d]".formatted(id)));
            ByteBuffer all = ByteBuffer.allocate(pending.remaining() + written.length);
            all.put(pending).put(written).flip();
            CharBuffer text = CharBuffer.allocate(all.remaining() + 1);
            CharsetDecoder decoder = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
            decoder.decode(all, text, false);
            texts.add(text.flip().toString());
            pending = all;
        }
        if (pending.hasRemaining() && !texts.isEmpty()) {
            texts.set(texts.size() - 1, texts.getLast() + "\ufffd");
        }
        return texts;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ofLetters(String token, Map<Integer, Integer> bytesOfLetters) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            Integer value = bytesOfLetters.get((int) token.charAt(i));
            if (value == null) {
                return utf8(token); // not made of bytes: a special token
            }
            bytes[i] = value.byteValue();
        }
        return bytes;
    }

    private static String ofPiece(String token) {
        return token.replace(SENTENCE_PIECE_SPACE, ' ');
    }

    /**
     * GPT-2's letters for bytes: printable ones stand for themselves, the others are counted up from U+0100
     * (Radford et al. 2019, encoder.py, bytes_to_unicode).
     */
    private static Map<Integer, Integer> bytesOfLetters() {
        Map<Integer, Integer> bytes = new HashMap<>();
        int next = 0x100;
        for (int value = 0; value < 0x100; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xac) || value >= 0xae;
            bytes.put(printable ? value : next++, value);
        }
        return bytes;
    }
}
