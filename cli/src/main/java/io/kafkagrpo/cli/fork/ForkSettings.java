package io.kafkagrpo.cli.fork;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.train.RunOptions;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.ObjectivePreset;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A fork's configuration: its parent's, with other rewards and what else is changed. */
final class ForkSettings {
    private final RunOptions.Target parent;
    private final ForkRequest request;

    private @Nullable RunSettings complete;

    ForkSettings(RunOptions.Target parent, ForkRequest request) {
        this.parent = parent;
        this.request = request;
    }

    /** @throws IllegalStateException before {@link #write} */
    RunSettings complete() {
        if (complete == null) {
            throw new IllegalStateException("The fork has no configuration yet.");
        }
        return complete;
    }

    /** Writes it into the fork's folder, checked. */
    void write(RunFolder fork) {
        RunSettings of = parent.settings();
        Map<String, String> own = new TreeMap<>();
        own.put(Keys.RUN.name(), request.name());
        own.put(Keys.MODEL.name(), fork.initialModel().toString());
        if (request.rewards() != null) {
            own.putAll(RunSettings.rewardTexts(request.rewards()));
        }
        String origin = "The configuration of %s, forked from %s after step %d; written by ./grpo fork."
                .formatted(request.name(), of.get(Keys.RUN), request.step());
        Set<String> ofPresets = ofPresets();
        ResolvedYaml.writeDerived(
                fork.forkConfiguration(),
                origin,
                of,
                key -> isInherited(key) && !ofPresets.contains(key),
                own);
        RunSettings changed = RunSettings.load(fork.forkConfiguration(), request.changes());
        refuseNoSteps(changed);
        changed.configuredRewards().open().close();
        if (request.past() == ForkRequest.Past.TRAINED_ON) {
            PastGroups.refuseUncorrected(changed);
        }
        ResolvedYaml.writeDerived(fork.forkConfiguration(), origin, changed, _ -> true, Map.of());
        complete = RunSettings.load(fork.forkConfiguration(), secrets(of, changed));
    }

    /** Not the parent's rewards where there are others, nor its embedded broker. */
    private boolean isInherited(String key) {
        if (request.rewards() != null && key.startsWith(Keys.REWARDS_PREFIX)) {
            return key.equals(Keys.REWARDS_IN_FLIGHT.name());
        }
        return !isEmbedded()
                || !(key.equals(Keys.BOOTSTRAP_SERVERS.name()) || key.equals(Keys.KAFKA_PORT.name()));
    }

    /** Keys that presets among the changes speak for: the parent's values of them would silence the presets. */
    private Set<String> ofPresets() {
        String text = request.changes().get(ObjectiveKeys.PRESETS.name());
        List<ObjectivePreset> presets = text == null ? null : ObjectiveKeys.PRESETS.parser().apply(text);
        return presets == null
                ? Set.of()
                : presets.stream()
                        .flatMap(preset -> preset.texts().keySet().stream())
                        .collect(Collectors.toSet());
    }

    private boolean isEmbedded() {
        String own = EmbeddedBroker.lastAddress(new RunFolder(parent.folder()).kafka());
        return parent.settings().find(Keys.BOOTSTRAP_SERVERS).map(own::equals).orElse(true);
    }

    private void refuseNoSteps(RunSettings changed) {
        int steps = changed.get(Keys.STEPS);
        if (steps <= request.step()) {
            throw new SettingsException(
                    "steps is %d, so a fork after step %d has no step left; say how far it goes, such as --set steps=%d."
                            .formatted(steps, request.step(), request.step() + 50));
        }
    }

    /** The parent's cluster may hold a run of that name. */
    void refuseTaken(KafkaClients clients) {
        if (!isEmbedded() && new TopicReader(clients).events(new Topics(request.name())).started() != null) {
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
