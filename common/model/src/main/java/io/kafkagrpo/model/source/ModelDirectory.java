package io.kafkagrpo.model.source;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A directory in Hugging Face layout that holds configuration, tokenizer and weights.
 *
 * @param path the directory
 */
public record ModelDirectory(Path path) {

    /**
     * The directory that a model setting names: a path, relative to the base, where such a directory exists;
     * otherwise a hub id of the form OWNER/NAME, downloaded where needed.
     *
     * @param base what relative paths start from
     * @param revision the hub's branch, tag or commit id
     * @throws ModelFormatException where there is no such model, or its directory lacks a file
     */
    public static ModelDirectory resolve(String model, Path base, ModelHub hub, String revision) {
        Path local = base.resolve(model);
        if (Files.isDirectory(local)) {
            return at(local);
        }
        if (!ModelHub.isId(model)) {
            throw new ModelFormatException("The model " + model + " is neither a directory (" + local
                    + " does not exist) nor a hub id like OWNER/NAME.");
        }
        return at(hub.fetch(model, revision));
    }

    /**
     * {@link #resolve} with the hub that the environment names and paths from where the process stands.
     *
     * @throws ModelFormatException where there is no such model, or its directory lacks a file
     */
    public static ModelDirectory find(String model, String revision, ModelHub.Progress progress) {
        return resolve(model, Path.of(""), ModelHub.of(System.getenv(), progress), revision);
    }

    /**
     * A local model directory.
     *
     * @throws ModelFormatException where config.json, tokenizer.json or a weight file is missing
     */
    public static ModelDirectory at(Path path) {
        for (String name : List.of("config.json", "tokenizer.json")) {
            if (!Files.exists(path.resolve(name))) {
                throw new ModelFormatException("The model directory " + path + " lacks " + name + ".");
            }
        }
        for (Path weights : WeightFiles.list(path)) {
            if (!Files.exists(weights)) {
                throw new ModelFormatException("The model directory " + path + " lacks " + weights.getFileName() + ".");
            }
        }
        return new ModelDirectory(path);
    }

    /** Whether nothing is missing. */
    static boolean isComplete(Path path) {
        try {
            at(path);
            return true;
        } catch (ModelFormatException missing) {
            return false;
        }
    }

    /**
     * What two processes compare to know that they run the same model: SHA-256 over the bytes of
     * config.json and tokenizer.json, each after its length, and the {@linkplain HostWeights#sha256()
     * digest of the initial weights}.
     *
     * @return 64 hexadecimal digits
     */
    public String modelHash(HostWeights initialWeights) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of("config.json", "tokenizer.json")) {
                byte[] bytes = Files.readAllBytes(path.resolve(name));
                digest.update((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            digest.update(initialWeights.sha256().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        } catch (IOException e) {
            throw new ModelFormatException("The model directory " + path + " can't be read: " + e + ".", e);
        }
    }
}
