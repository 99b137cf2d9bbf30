package io.kafkagrpo.dashboard;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.dashboard.access.AccessToken;
import io.kafkagrpo.dashboard.text.TokenTexts;
import io.kafkagrpo.meter.KafkaMeters;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What this process was started with.
 *
 * @param run the run that is shown first
 * @param clients of its Kafka, that only read
 * @param folder where the index is made
 * @param token that opens the page; {@link AccessToken#NONE} on this machine alone
 * @param tokens what tokens write, where the model's file is on this machine
 */
public record DashboardSettings(String run, KafkaClients clients, Path folder, AccessToken token, TokenTexts tokens) {

    /**
     * Reads system properties and the environment: {@code grpo.config} (a YAML file), {@code grpo.run-dir},
     * and optionally {@code grpo.set}, {@code kafka.bootstrap.servers}, {@code grpo.dashboard.token} or
     * {@code grpo.dashboard.token-file}, and {@code grpo.dashboard.tokenizer} (a tokenizer.json).
     *
     * @throws SettingsException naming what is missing or wrong
     */
    public static DashboardSettings load() {
        ServiceEnvironment environment = ServiceEnvironment.load();
        RunSettings run = environment.run();
        String servers =
                ServiceEnvironment.property("kafka.bootstrap.servers").orElseGet(environment::bootstrapServers);
        return new DashboardSettings(
                run.get(Keys.RUN),
                Connection.of(run, servers, Role.READER)
                        .withLogs(new RunFolder(environment.runDirectory()).kafkaLogs())
                        .with(KafkaMeters.SETTINGS),
                environment.runDirectory().resolve("dashboard"),
                AccessToken.load(),
                tokens(run, environment.runDirectory()));
    }

    /** The one that is named, or that of the run's folder, or of the configured model. */
    private static TokenTexts tokens(RunSettings run, Path folder) {
        Optional<String> named = ServiceEnvironment.property("grpo.dashboard.tokenizer");
        if (named.isPresent()) {
            Path file = Path.of(named.get());
            if (!Files.isRegularFile(file)) {
                throw new SettingsException(
                        "grpo.dashboard.tokenizer: there is no file '%s'; it is a model's tokenizer.json."
                                .formatted(file));
            }
            return TokenTexts.read(file);
        }
        Path ofRun = new RunFolder(folder).initialModel().resolve("tokenizer.json");
        if (Files.isRegularFile(ofRun)) {
            return TokenTexts.found(ofRun);
        }
        Path ofModel = run.resolve(run.get(Keys.MODEL)).resolve("tokenizer.json");
        return Files.isRegularFile(ofModel) ? TokenTexts.found(ofModel) : TokenTexts.NONE;
    }
}
