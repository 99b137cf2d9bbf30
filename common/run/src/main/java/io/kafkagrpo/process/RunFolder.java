package io.kafkagrpo.process;

import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything of a run lies in its folder, the run-dir. Old runs are read by these names, so they never
 * change.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

    /**
     * The folder by its absolute path, which every part of a run can open.
     *
     * @throws SettingsException where it, or a folder above it, has a character that not all of them can: the
     *     reward-service's store takes such a path for another one
     */
    public static RunFolder openable(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!isOpenable(absolute.toString())) {
            throw new SettingsException(
                    "The run-dir %s has a character beyond U+FFFF (such as an emoji) in its path, which not all parts can open; choose another one."
                            .formatted(absolute));
        }
        return new RunFolder(absolute);
    }

    /** Whether a path has no character that some parts of a run take for another. */
    public static boolean isOpenable(String path) {
        return path.codePoints().noneMatch(Character::isSupplementaryCodePoint);
    }

    /** Whether a run has been started there. */
    public boolean holdsRun() {
        return Files.isRegularFile(configuration());
    }

    /** The resolved configuration, which the services read. */
    public Path configuration() {
        return path.resolve("config.yaml");
    }

    /** Which run the folder belongs to, see {@link FolderClaim}. */
    public Path claim() {
        return path.resolve("run.properties");
    }

    /** Held by the process that runs the run; its id is inside. */
    public Path lock() {
        return path.resolve("lock");
    }

    /** The embedded broker's data. */
    public Path kafka() {
        return path.resolve("kafka");
    }

    /** Where the embedded broker keeps its logs, a folder for each partition. */
    public Path kafkaLogs() {
        return kafka().resolve("data");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** What a process of the run prints. */
    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    public Path pids() {
        return path.resolve("pids");
    }

    /** The id of a process of the run, while it lives. */
    public Path pid(String process) {
        return pids().resolve(process + ".pid");
    }

    /** The learner's checkpoints of the run of that name. */
    public Path checkpoints(String run) {
        return path.resolve("checkpoints").resolve(run);
    }

    /** What a fork begins with, see {@code record.ForkFolder}; there is none in the folder of another run. */
    public Path fork() {
        return path.resolve("fork");
    }

    /** The configuration that a fork was given, for the command that goes on with it. */
    public Path forkConfiguration() {
        return path.resolve("fork.yaml");
    }

    /** The model that the run began with, in Hugging Face layout. */
    public Path initialModel() {
        return path.resolve("initial-model");
    }

    /** The trained model, in Hugging Face layout. */
    public Path model() {
        return path.resolve("model");
    }

    /** The best evaluated version, in Hugging Face layout. */
    public Path bestModel() {
        return path.resolve("best-model");
    }

    /** Weights of versions whose evaluation has not ended. */
    public Path evaluating() {
        return path.resolve("evaluating");
    }

    /** What Kafka Streams keeps on disk. */
    public Path streams() {
        return path.resolve("streams");
    }

    /** The state of a reward-service that scores the run's completions again. */
    public Path rescore(String name) {
        return path.resolve("rescore").resolve(name);
    }

    public Path report() {
        return path.resolve("report.json");
    }

    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    public Path plot() {
        return path.resolve("reward.svg");
    }

    /** The same metrics as event files. */
    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }
}
