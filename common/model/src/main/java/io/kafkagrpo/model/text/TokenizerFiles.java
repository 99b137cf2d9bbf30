package io.kafkagrpo.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a model directory's JSON files say of ids; the encoding itself is the tokenizers library's. */
record TokenizerFiles(int vocabularySize, Set<Integer> endOfSequenceIds, int padId) {

    private static final int LARGEST_ID = 1 << 24;

    static TokenizerFiles read(Path modelDirectory) {
        var tokenizer = JsonFile.read(modelDirectory.resolve("tokenizer.json"));
        Map<String, Integer> addedIds = addedIds(tokenizer);
        int highest = Math.max(
                highestOfVocabulary(tokenizer),
                addedIds.values().stream().mapToInt(id -> id).max().orElse(-1));
        var ids = new IdSettings(modelDirectory, addedIds);
        Set<Integer> endOfSequence = ids.find("eos_token");
        if (endOfSequence.isEmpty()) {
            throw new ModelFormatException(
                    "No end-of-sequence token: neither generation_config.json nor config.json in " + modelDirectory
                            + " has eos_token_id.");
        }
        Set<Integer> pad = ids.find("pad_token");
        return new TokenizerFiles(
                highest + 1,
                Collections.unmodifiableSet(endOfSequence),
                (pad.isEmpty() ? endOfSequence : pad).iterator().next());
    }

    private static Map<String, Integer> addedIds(JsonFile tokenizer) {
        var ids = new HashMap<String, Integer>();
        JsonNode added = tokenizer.find("added_tokens");
        if (added != null) {
            for (JsonNode token : added) {
                ids.put(token.path("content").asText(), id(tokenizer, "added_tokens", token.path("id")));
            }
        }
        return ids;
    }

    private static int highestOfVocabulary(JsonFile tokenizer) {
        JsonNode vocabulary = tokenizer.object("model").required("vocab");
        if (vocabulary.isArray()) {
            return vocabulary.size() - 1; // a unigram model's pieces, whose ids are their places
        }
        int highest = -1;
        for (JsonNode each : vocabulary) {
            highest = Math.max(highest, id(tokenizer, "model.vocab", each));
        }
        return highest;
    }

    private static int id(JsonFile file, String key, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() > LARGEST_ID) {
            throw file.wrong(key, id, "a token id");
        }
        return id.intValue();
    }

    /** The files that may name special tokens; the first that does wins. */
    private record IdSettings(Path modelDirectory, Map<String, Integer> addedIds) {

        /** The ids under {@code NAME_id}, in their order; without any, the id of tokenizer_config.json's NAME. */
        Set<Integer> find(String name) {
            for (String file : new String[] {"generation_config.json", "config.json"}) {
                Set<Integer> ids = ids(file, name + "_id");
                if (!ids.isEmpty()) {
                    return ids;
                }
            }
            JsonNode token = node("tokenizer_config.json", name);
            String text = token == null
                    ? null
                    : token.isObject() ? token.path("content").asText() : token.asText();
            Integer id = text == null ? null : addedIds.get(text);
            return id == null ? Set.of() : Set.of(id);
        }

        private Set<Integer> ids(String fileName, String key) {
            JsonNode node = node(fileName, key);
            if (node == null) {
                return Set.of();
            }
            var file = JsonFile.read(modelDirectory.resolve(fileName));
            var ids = new LinkedHashSet<Integer>();
            if (node.isArray()) {
                node.forEach(each -> ids.add(id(file, key, each)));
            } else {
                ids.add(id(file, key, node));
            }
            return ids;
        }

        private @Nullable JsonNode node(String fileName, String key) {
            Path path = modelDirectory.resolve(fileName);
            return Files.exists(path) ? JsonFile.read(path).find(key) : null;
        }
    }
}
