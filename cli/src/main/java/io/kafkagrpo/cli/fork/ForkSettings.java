package io.kafkagrpo.cli.fork;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.ObjectivePreset;
import io.kafkagrpo.settings.OptimizerKeys;
import io.kafkagrpo.settings.RewardsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A fork's configuration: its parent's, with other rewards and what else is changed. */
final class ForkSettings {
    private final RunOptions.Target parent;
    private final ForkRequest request;
    private final RunSettings ofParent;

    /**
     * Of a fork of this run.
     *
     * @param started says what the run was begun with, where it has no folder on this machine
     * @throws CommandFailure if the run's configuration can't be had
     */
    ForkSettings(RunOptions.Target parent, ForkRequest request, RunStarted started) {
        this.parent = parent;
        this.request = request;
        this.ofParent = asStarted(parent.settings(), request, started);
    }

    private static RunSettings asStarted(RunSettings found, ForkRequest request, RunStarted started) {
        Map<String, String> overrides = new TreeMap<>(request.changes());
        overrides.keySet().removeIf(key -> !ForkCommand.isOfParent(key));
        Map<String, String> shared = found.shared();
        started.getConfigurationMap().forEach((key, text) -> {
            boolean isPlain = Keys.ALL.containsKey(key) && !key.equals(Keys.REWARD_PLUGINS.name());
            if (isPlain && !text.equals(shared.get(key))) {
                overrides.put(key, text);
            }
        });
        RunSettings settings = RunSettings.load(found.file(), overrides);
        RunMismatch.between(started.getConfigurationMap(), settings.shared()).ifPresent(sentence -> {
            throw new CommandFailure(ExitCode.RUN_MISMATCH, sentence);
        });
        return settings;
    }

    /** What the parent was begun with. */
    RunSettings ofParent() {
        return ofParent;
    }

    /** Writes the fork's into its folder, checked. */
    RunSettings write(RunFolder fork) {
        Map<String, String> own = new TreeMap<>();
        own.put(Keys.RUN.name(), request.name());
        own.put(Keys.MODEL.name(), fork.initialModel().toString());
        if (request.rewards() != null) {
            own.putAll(RewardsFromSettings.texts(request.rewards()));
        }
        String origin = "The configuration of %s, forked from %s after step %d; written by ./grpo fork."
                .formatted(request.name(), ofParent.get(Keys.RUN), request.step());
        Set<String> ofPresets = ofPresets();
        ResolvedYaml.writeDerived(
                fork.forkConfiguration(), origin, ofParent, key -> isInherited(key) && !ofPresets.contains(key), own);
        RunSettings changed = RunSettings.load(fork.forkConfiguration(), own(request.changes()));
        refuseNoSteps(changed);
        changed.configuredRewards().open().close();
        if (request.past() == ForkRequest.Past.TRAINED_ON) {
            PastGroups.refuseUncorrected(changed);
        }
        ResolvedYaml.writeDerived(fork.forkConfiguration(), origin, changed, _ -> true, Map.of());
        return RunSettings.load(fork.forkConfiguration(), secrets(ofParent, changed));
    }

    private static Map<String, String> own(Map<String, String> changes) {
        Map<String, String> own = new TreeMap<>(changes);
        own.remove(Keys.RUN.name());
        return own;
    }

    /** Not the parent's rewards where there are others, nor its embedded broker. */
    private boolean isInherited(String key) {
        if (request.rewards() != null && key.startsWith(Keys.REWARDS_PREFIX)) {
            return key.equals(Keys.REWARDS_IN_FLIGHT.name());
        }
        return !isEmbedded() || !(key.equals(Keys.BOOTSTRAP_SERVERS.name()) || key.equals(Keys.KAFKA_PORT.name()));
    }

    /** Keys that presets among the changes speak for: the parent's values of them would silence the presets. */
    private Set<String> ofPresets() {
        String text = request.changes().get(ObjectiveKeys.PRESETS.name());
        List<ObjectivePreset> presets =
                text == null ? null : ObjectiveKeys.PRESETS.parser().apply(text);
        return presets == null
                ? Set.of()
                : presets.stream()
                        .flatMap(preset -> preset.texts().keySet().stream())
                        .collect(Collectors.toSet());
    }

    private boolean isEmbedded() {
        Path kafka = new RunFolder(parent.folder()).kafka();
        return parent.settings()
                .find(Keys.BOOTSTRAP_SERVERS)
                .map(servers -> EmbeddedBroker.isAddressOf(kafka, servers))
                .orElse(true);
    }

    private void refuseNoSteps(RunSettings changed) {
        int steps = changed.get(Keys.STEPS);
        if (steps <= request.step()) {
            throw new SettingsException(
                    "steps is %d, so a fork after step %d has no step left; say how far it goes, such as --set steps=%d."
                            .formatted(steps, request.step(), request.step() + 50));
        }
    }

    /** The state that a fork begins with holds the moments of its parent's optimizer. */
    void refuseOtherOptimizer() {
        String key = OptimizerKeys.NAME.name();
        String own = ofParent.text(OptimizerKeys.NAME);
        String asked = request.changes().getOrDefault(key, own);
        if (!asked.equals(own)) {
            throw ForkCommand.wrong(
                    "%s can't be changed in a fork from '%s' to '%s', for the fork goes on with the moments of the run that is forked; train a new run instead."
                            .formatted(key, own, asked));
        }
    }

    /** The parent's cluster may hold a run of that name. */
    void refuseTaken(KafkaClients clients) {
        if (!isEmbedded()
                && new TopicReader(clients).events(new Topics(request.name())).started() != null) {
            throw ForkCommand.wrong("There is a run '%s' in the Kafka at %s already; choose another --into."
                    .formatted(request.name(), clients.bootstrapServers()));
        }
    }

    /** What is in no file. */
    private static Map<String, String> secrets(RunSettings of, RunSettings changed) {
        Map<String, String> client = new TreeMap<>(of.kafkaClient());
        client.putAll(changed.kafkaClient());
        Map<String, String> secrets = new TreeMap<>();
        client.forEach((name, value) -> {
            if (Secrets.isSecret("kafka." + name)) {
                secrets.put("kafka." + name, value);
            }
        });
        return secrets;
    }
}
