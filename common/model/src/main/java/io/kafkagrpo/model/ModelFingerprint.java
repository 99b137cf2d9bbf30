package io.kafkagrpo.model;

import io.kafkagrpo.hash.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells whether two services hold the same model, weights aside: those come through the log. */
public final class ModelFingerprint {
    private ModelFingerprint() {}

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
