package io.kafkagrpo.cli.past;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which run, of those on this machine and those on a cluster: shared by the commands about a run that exists. */
public final class RunOptions {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description =
                    "The run's folder, or where a run of a cluster gets one (default: GRPO_RUN_DIR of the environment, else runs/ and the run's name).")
    private @Nullable Path runDir;

    /**
     * A run.
     *
     * @param settings of the run-dir, or of the configuration that was named
     * @param folder of the run; may be new where the run is on a cluster
     */
    public record Target(RunSettings settings, Path folder) {
        /**
         * The Kafka that the run is in now. A run of this machine has a broker of its own, which the process that
         * trains it has started.
         */
        public String servers() {
            return settings.find(Keys.BOOTSTRAP_SERVERS)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.CONFIGURATION,
                            "It is not said which Kafka the run is in: name its folder, such as %s, or its cluster with --set kafka.bootstrap-servers=HOST:PORT."
                                    .formatted(folder)));
        }
    }

    /** What the user changes in the configuration, by key. */
    public Map<String, String> changes() {
        return config.changes();
    }

    /** A command's own argument after the run, if one was typed. */
    public Optional<String> takeSubject() {
        return config.takeSubject();
    }

    /**
     * The run-dir of that name with its own configuration; else a configuration, whose run has a folder
     * or a cluster.
     */
    public Target target() {
        return target(_ -> true);
    }

    /** The same with those changes of its configuration alone whose key is wanted. */
    public Target target(Predicate<String> wanted) {
        return target(wanted, this::folder);
    }

    private Target target(Predicate<String> wanted, Function<RunSettings, Path> newFolder) {
        Optional<Path> existing = runDir == null ? RunDirectory.existing(config.name()) : Optional.empty();
        RunSettings settings = existing.map(folder -> config.settings(new RunFolder(folder).configuration(), wanted))
                .orElseGet(() -> configured(wanted));
        Path folder = existing.orElseGet(() -> newFolder.apply(settings));
        refuseNoKafka(settings, folder);
        return new Target(settings, folder);
    }

    /**
     * Another run, with the same changes of its configuration; but name and folder that were given, also by the
     * environment, are the first one's.
     */
    public Target other(String name) {
        RunOptions other = new RunOptions();
        other.config = config.of(name);
        return other.target(key -> !key.equals(Keys.RUN.name()), RunOptions::usualFolder);
    }

    private Path folder(RunSettings settings) {
        Path named = runDir;
        return named != null
                ? named
                : ServiceEnvironment.property("grpo.run-dir").map(Path::of).orElseGet(() -> usualFolder(settings));
    }

    private static Path usualFolder(RunSettings settings) {
        return Path.of("runs", settings.get(Keys.RUN));
    }

    private RunSettings configured(Predicate<String> wanted) {
        return config.settingsIfThere(wanted)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "There is no run in %s, nor in %s, and no configuration of that name."
                                .formatted(config.name(), Path.of("runs", config.name()))));
    }

    /** So that no broker is started for a folder that holds no run. */
    private static void refuseNoKafka(RunSettings settings, Path folder) {
        if (settings.find(Keys.BOOTSTRAP_SERVERS).isEmpty()
                && !EmbeddedBroker.existsIn(new RunFolder(folder).kafka())) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "%s holds no run, for there is no Kafka data in its folder kafka; name the run's folder with --run-dir, or its cluster with --set kafka.bootstrap-servers=HOST:PORT."
                            .formatted(folder));
        }
    }
}
