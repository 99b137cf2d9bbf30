package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.SecuredBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run over TLS and SCRAM, each part with its own user and no right that the table doesn't give it; its
 * secrets stay secret.
 */
class SecuredRunIT {
    private static final String RUN = "arithmetic";
    private static final String URL_USER = "planted-as-user";
    private static final String URL_PASSWORD = "planted-in-an-address";
    private static final List<String> CONFIGURATION = List.of(
            "steps=2",
            "optimizer.warmup-steps=1",
            "groups-per-step=4",
            "evaluation.limit=8",
            "evaluation.every=0",
            // a reward's parameter with user and password in an address
            "rewards.regex.weight=0",
            "rewards.regex.pattern=https://%s:%s@host/".formatted(URL_USER, URL_PASSWORD));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final List<String> secrets = new ArrayList<>();

    @Test
    void aRunAndAllThatFollowsWorkWithTheLeastRightsAndShowNoSecret() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"))) {
            // Given: a user for each role, whose password lies in a file; the trust store's is typed
            String trustStorePassword = makeUsers(broker);
            List<String> cluster = List.of(
                    "--set",
                    "kafka.bootstrap-servers=" + broker.bootstrapServers(),
                    "--set",
                    "kafka.properties-file=" + folder.resolve("{role}.properties"),
                    "--set",
                    "kafka.ssl.truststore.password=" + trustStorePassword);
            Path runDir = folder.resolve("run");
            secrets.addAll(List.of(URL_USER, URL_PASSWORD));

            // When: it is trained
            CompletableFuture<CommandRun> training = CompletableFuture.supplyAsync(
                    () -> ofTheRun(cluster, runDir, "train"),
                    task -> Thread.ofPlatform().name("grpo-train").start(task));
            String processes = processesOf(runDir, training);
            CommandRun trained = training.join();

            // Then
            assertThat(trained.exitCode()).as(trained.err()).isZero();
            assertThat(trained.out()).contains("Finished 2 steps");
            assertThat(processes).contains("learner-service", "generator-service", "reward-service");
            assertThat(Files.getPosixFilePermissions(runDir)).isEqualTo(PosixFilePermissions.fromString("rwx------"));

            // When, Then: what follows works from a machine that has nothing of the run but its configuration
            Path elsewhere = folder.resolve("elsewhere");
            Path rewards = Files.writeString(folder.resolve("rewards.yaml"), "rewards:\n  correctness: 1\n");
            List<CommandRun> commands = new ArrayList<>(List.of(trained));
            commands.add(command(cluster, "report", RUN, "--run-dir", elsewhere.toString()));
            commands.add(command(cluster, "audit", RUN, "--run-dir", elsewhere.toString()));
            commands.add(ofTheRun(cluster, elsewhere, "rescore", "--rewards", rewards.toString()));
            commands.add(ofTheRun(cluster, elsewhere, "replay"));
            commands.add(command(cluster, "top", RUN, "--run-dir", elsewhere.toString()));
            commands.add(command(cluster, "runs"));
            commands.add(command(
                    cluster, "archive", RUN, "--to", folder.resolve("archive").toString()));
            commands.add(configured(cluster, "check", RUN));
            // one whose secret is in the environment, one that is wrong, and one that names a secret
            // where none belongs
            commands.add(withEnvironment(broker, "report", RUN, "--run-dir", elsewhere.toString()));
            List<CommandRun> wrong = List.of(
                    command(
                            cluster,
                            "check",
                            RUN,
                            "--set",
                            "rewards.correctness.headers.authorization=" + URL_PASSWORD),
                    command(cluster, "train", RUN, "--set", "steps=3", "--run-dir", runDir.toString()),
                    command(List.of(), "runs", "--set", "kafka.ssl.key.password=" + URL_PASSWORD, "--no-such-option"));
            for (CommandRun done : commands) {
                assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
            }

            // Then: no secret was printed, logged, recorded or shown among the processes
            StringBuilder everything = new StringBuilder(processes);
            for (CommandRun failed : wrong) {
                assertThat(failed.exitCode()).as(failed.out()).isNotZero();
            }
            Stream.concat(commands.stream(), wrong.stream())
                    .forEach(done -> everything.append(done.out()).append(done.err()));
            append(everything, runDir);
            append(everything, elsewhere);
            append(everything, folder.resolve("archive"));
            appendTopics(everything, broker);
            for (String secret : secrets) {
                assertThat(everything.indexOf(secret)).as(secret).isNegative();
            }
        }
    }

    /** A command that needs the run's own configuration. */
    private static CommandRun ofTheRun(List<String> cluster, Path runDir, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name, RUN, "--run-dir", runDir.toString()));
        arguments.addAll(List.of(more));
        return configured(cluster, arguments.toArray(String[]::new));
    }

    private static CommandRun configured(List<String> cluster, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        CONFIGURATION.forEach(pair -> arguments.addAll(List.of("--set", pair)));
        return command(cluster, arguments.toArray(String[]::new));
    }

    /**
     * As a user types it, with the credentials in the environment; from another process, for this one's
     * can't be changed.
     */
    private CommandRun withEnvironment(SecuredBroker broker, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of("..", "grpo").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--set", "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("environment.out").toFile())
                .redirectError(folder.resolve("environment.err").toFile());
        broker.user(Role.READER.label(), "planted-for-" + Role.READER.label())
                .forEach((name, value) -> builder.environment()
                        .put("GRPO_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        int exitCode = builder.start().waitFor();
        return new CommandRun(
                exitCode,
                Files.readString(folder.resolve("environment.out")),
                Files.readString(folder.resolve("environment.err")));
    }

    private String makeUsers(SecuredBroker broker) throws Exception {
        String trustStorePassword = "";
        for (Role role : Role.values()) {
            String secret = "planted-for-" + role.label();
            secrets.add(secret);
            Map<String, String> client = RoleUsers.make(broker, role, RUN, secret, _ -> true);
            trustStorePassword = Objects.requireNonNull(client.remove("ssl.truststore.password"));
            RoleUsers.write(folder, role, client);
        }
        secrets.add(trustStorePassword);
        return trustStorePassword;
    }

    /** The command lines of all processes, when the three services run. */
    private static String processesOf(Path runDir, CompletableFuture<CommandRun> training)
            throws IOException, InterruptedException {
        List<Path> pids = Stream.of("learner", "generator", "reward")
                .map(name -> runDir.resolve("pids/" + name + "-service.pid"))
                .toList();
        while (!pids.stream().allMatch(Files::exists)) {
            if (training.isDone()) {
                throw new AssertionError("The run ended before its services ran: " + training.join());
            }
            Thread.sleep(RunProbe.POLL); // a file has no event that is simpler than this
        }
        Process ps = new ProcessBuilder("ps", "-eww", "-o", "args").start();
        return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder everything, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (String.valueOf(file.getFileName()).matches("config\\.yaml|replay\\.yaml")) {
                    // what the services read holds a reward's secrets, for its owner's eyes alone
                    assertThat(Files.getPosixFilePermissions(file))
                            .as(file.toString())
                            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                    continue;
                }
                everything.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static void appendTopics(StringBuilder everything, SecuredBroker broker) throws Exception {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), broker.admin());
        try (Admin admin = clients.admin()) {
            for (String topic : admin.listTopics().names().get()) {
                new TopicReader(clients)
                        .readAll(
                                topic,
                                entry -> everything.append(new String(
                                        entry.value() == null ? new byte[0] : entry.value(),
                                        StandardCharsets.ISO_8859_1)));
            }
        }
    }

    private static CommandRun command(List<String> cluster, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(cluster);
        return CommandRun.of(all.toArray(String[]::new));
    }
}
