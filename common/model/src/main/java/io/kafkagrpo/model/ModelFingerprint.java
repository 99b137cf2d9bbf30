package io.kafkagrpo.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of("config.json", "tokenizer.json")) {
                digest.update(Files.readAllBytes(modelDirectory.resolve(name)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new ModelFormatException(
                    "The model in " + modelDirectory + " can't be read: " + e.getMessage() + ".");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
