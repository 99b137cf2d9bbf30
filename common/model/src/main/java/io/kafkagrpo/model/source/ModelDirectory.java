package io.kafkagrpo.model.source;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
