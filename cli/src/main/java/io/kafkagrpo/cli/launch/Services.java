package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.process.ParentWatch;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How the three services are started on this machine: from the very jars that the containers run.
 *
 * @param installation where the jars lie
 * @param directory the run's folder
 * @param bootstrapServers the run's Kafka
 * @param secrets environment variables that no argument and no file may hold
 */
public record Services(
        Installation installation, RunDirectory directory, String bootstrapServers, Map<String, String> secrets) {
    public static final String GENERATOR = "generator-service";
    public static final String REWARD = "reward-service";
    public static final String LEARNER = "learner-service";

    /** Further JVM options for all services, from the environment; for debugging. */
    private static final String MORE_OPTIONS = "GRPO_SERVICE_OPTS";

    /** All three, for training; of generators as many as the settings say. */
    public List<ChildSpec> all(RunSettings settings) {
        List<ChildSpec> specs = new ArrayList<>();
        specs.add(spec(LEARNER, LEARNER, List.of("-Xmx1g"), threads(settings.get(Keys.LEARNER_THREADS)), Map.of()));
        for (int number = 1; number <= settings.get(Keys.GENERATORS); number++) {
            specs.add(generator(number, settings));
        }
        specs.add(reward(REWARD, Map.of()));
        return List.copyOf(specs);
    }

    /** Their names as child processes. */
    public static List<String> generators(RunSettings settings) {
        return IntStream.rangeClosed(1, settings.get(Keys.GENERATORS))
                .mapToObj(Services::generatorName)
                .toList();
    }

    private static String generatorName(int number) {
        return number == 1 ? GENERATOR : GENERATOR + "-" + number;
    }

    /**
     * One of several shares the threads with the others, for two that want the same core make each other slower by
     * more than half; and it has a name of its own in the consumer group, so that it takes its prompts back at once
     * when it is started again.
     */
    private ChildSpec generator(int number, RunSettings settings) {
        int generators = settings.get(Keys.GENERATORS);
        int threads = Math.max(1, settings.get(Keys.GENERATOR_THREADS) / generators);
        Map<String, String> properties = generators == 1
                ? Map.of()
                : Map.of(
                        "grpo.generator-id",
                        "generator-" + number,
                        "grpo.set",
                        "%s=%d".formatted(Keys.GENERATOR_THREADS.name(), threads));
        return spec(generatorName(number), GENERATOR, List.of("-Xmx768m"), threads(threads), properties);
    }

    /** A generator without a model, for measurements: next to no work, and little memory. */
    public ChildSpec lightGenerator(int number) {
        return spec(
                "light-" + generatorName(number),
                GENERATOR,
                List.of("-Xmx96m", "-XX:TieredStopAtLevel=1"),
                threads(1),
                Map.of("grpo.generator-id", "generator-" + number, "grpo.generator-light", "true"));
    }

    /** A learner that recomputes a run instead of training it. */
    public ChildSpec replay(RunSettings settings, Map<String, String> properties) {
        return spec("replay", LEARNER, List.of("-Xmx1g"), threads(settings.get(Keys.LEARNER_THREADS)), properties);
    }

    /** A reward-service, under a name and with further properties. */
    public ChildSpec reward(String name, Map<String, String> properties) {
        // It starts soonest without the second compiler, and scoring is light.
        return spec(name, REWARD, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), threads(1), properties);
    }

    /** A reward-service that scores a run's groups again, once and as fast as it can. */
    public ChildSpec rescore(String name, Map<String, String> properties) {
        return spec(name, REWARD, List.of("-Xmx512m"), threads(1), properties);
    }

    private ChildSpec spec(
            String name,
            String service,
            List<String> jvm,
            Map<String, String> environment,
            Map<String, String> properties) {
        Path jar = installation.serviceJar(service);
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(secrets);
        return new ChildSpec(
                name,
                port -> command(jvm, properties, jar, port),
                Map.copyOf(all),
                directory.files().log(name),
                directory.files().pid(name));
    }

    private List<String> command(List<String> jvm, Map<String, String> properties, Path jar, int port) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("grpo.config", directory.files().configuration().toString());
        all.put("grpo.run-dir", directory.folder().toString());
        all.put("kafka.bootstrap.servers", bootstrapServers);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(port));
        all.putAll(properties);
        return command(jvm, all, jar);
    }

    /**
     * What starts a jar of ours, with the options that every service has; it ends with this process.
     *
     * @param jvm its own options
     * @param properties of its system
     */
    public static List<String> command(List<String> jvm, Map<String, String> properties, Path jar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D%s=%d"
                        .formatted(ParentWatch.PROPERTY, ProcessHandle.current().pid())));
        properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
        String more = System.getenv(MORE_OPTIONS);
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(StartCache.options(jar));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static Map<String, String> threads(int count) {
        return Map.of("OMP_NUM_THREADS", Integer.toString(count), "DJL_OFFLINE", "true");
    }
}
