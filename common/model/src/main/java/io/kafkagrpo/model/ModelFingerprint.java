package io.kafkagrpo.model;

import io.kafkagrpo.hash.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells whether two services hold the same model, weights aside: those come through the log. */
public final class ModelFingerprint {
    /** The small files that make a model's prompts, ids and shape; those that exist. */
    public static final List<String> FILES = List.of(
            "config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "generation_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    private ModelFingerprint() {}

    /**
     * SHA-256 of each of {@link #FILES} that the directory has, by name.
     *
     * @throws ModelFormatException if one of them can't be read
     */
    public static Map<String, String> ofFiles(Path modelDirectory) {
        Map<String, String> hashes = new TreeMap<>();
        for (String name : FILES) {
            Path file = modelDirectory.resolve(name);
            try {
                if (Files.exists(file)) {
                    hashes.put(
                            name, Digest.sha256().add(Files.readAllBytes(file)).hex());
                }
            } catch (IOException e) {
                throw new ModelFormatException(file + " can't be read: " + e.getMessage() + ".", e);
            }
        }
        return hashes;
    }

    /**
     * SHA-256 over config.json and tokenizer.json.
     *
     * @throws ModelFormatException if one of them is missing
     */
    public static String of(Path modelDirectory) {
        try {
            Digest digest = Digest.sha256();
            for (String name : List.of("config.json", "tokenizer.json")) {
                digest.add(Files.readAllBytes(modelDirectory.resolve(name)));
            }
            return digest.hex();
        } catch (IOException e) {
            throw new ModelFormatException(
                    "The model in " + modelDirectory + " can't be read: " + e.getMessage() + ".");
        }
    }
}
