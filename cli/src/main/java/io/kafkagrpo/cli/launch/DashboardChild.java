package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.process.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the dashboard is started on this machine: from the very jar that a container would run.
 *
 * @param installation where the jar lies
 * @param folder of the run; for its log, its index and the model's vocabulary
 * @param configuration that the dashboard reads
 * @param bootstrapServers the run's Kafka
 * @param host that the page is served at
 * @param port of the page, a person's choice
 */
public record DashboardChild(
        Installation installation,
        RunFolder folder,
        Path configuration,
        String bootstrapServers,
        String host,
        int port) {
    public static final String SERVICE = "dashboard";

    /** @param secrets environment variables that no argument and no file may hold */
    public ChildSpec spec(Map<String, String> secrets) {
        return new ChildSpec(SERVICE, _ -> command(), secrets, folder.log(SERVICE), folder.pid(SERVICE + "-" + port));
    }

    private List<String> command() {
        return Services.command(
                List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"),
                Map.of(
                        "grpo.config",
                        configuration.toString(),
                        "grpo.run-dir",
                        folder.path().toString(),
                        "kafka.bootstrap.servers",
                        bootstrapServers,
                        "quarkus.http.host",
                        host,
                        "quarkus.http.port",
                        Integer.toString(port)),
                installation.serviceJar(SERVICE));
    }
}
