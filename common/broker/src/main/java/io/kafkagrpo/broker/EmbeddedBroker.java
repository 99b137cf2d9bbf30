package io.kafkagrpo.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One real Kafka node (KRaft, broker and controller in one) in this JVM, whose data survives restarts. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String HOST = BrokerListeners.HOST;
    private static final int NODE_ID = 1;
    private static final int LARGEST_RECORD = 512 << 20;

    private final KafkaRaftServer server;
    private final BrokerPorts ports;

    private EmbeddedBroker(KafkaRaftServer server, BrokerPorts ports) {
        this.server = server;
        this.ports = ports;
    }

    /**
     * Starts a broker and returns when it answers.
     *
     * @param folder its data; formatted at the first start, used again afterwards
     * @param port where clients connect; 0 for the last start's or any free one
     * @throws BrokerException if the port is taken or the data can't be used
     */
    public static EmbeddedBroker start(Path folder, int port) {
        return start(folder, port, BrokerListeners.PLAINTEXT);
    }

    /** The same with other listeners; one of them serves clients at the port. */
    static EmbeddedBroker start(Path folder, int port, BrokerListeners listeners) {
        Path data = folder.toAbsolutePath().resolve("data");
        BrokerPorts ports = BrokerPorts.choose(portsFile(folder), port);
        try {
            Files.createDirectories(data);
            format(data, listeners);
            Properties properties = properties(data, ports);
            properties.putAll(listeners.settings(ports));
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, ports);
        } catch (BrokerException known) {
            throw known;
        } catch (Exception e) {
            throw new BrokerException(
                    BrokerException.Reason.CANNOT_START,
                    "The embedded Kafka broker over %s can't start: %s.".formatted(folder, words(e)),
                    e);
        }
    }

    /**
     * Says what is done where the broker over {@code folder} stops by itself, instead of Kafka's silent end
     * of this process.
     *
     * @param listener called on a thread of Kafka's; it ends the process, for nothing goes on without the broker
     */
    public static void onHalt(Path folder, Consumer<BrokerException> listener) {
        BrokerHalt.tell(folder, listener);
    }

    /** Whether a broker has ever kept its data there. */
    public static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve("data/meta.properties"));
    }

    /** The address of the broker that last ran over a folder; empty if none ever did. */
    public static String lastAddress(Path folder) {
        return BrokerPorts.last(portsFile(folder)).map(EmbeddedBroker::address).orElse("");
    }

    /** Whether a broker over a folder ever had this address; the next one has another where that is taken. */
    public static boolean isAddressOf(Path folder, String servers) {
        return BrokerPorts.clients(portsFile(folder)).stream().anyMatch(port -> servers.equals(HOST + ":" + port));
    }

    /** What clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return address(ports);
    }

    /** Stops it cleanly; what was written stays. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** What went wrong first, in words. */
    private static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String address(BrokerPorts ports) {
        return HOST + ":" + ports.client();
    }

    private static Path portsFile(Path folder) {
        return folder.resolve("ports.properties");
    }

    private static void format(Path data, BrokerListeners listeners) throws Exception {
        Formatter formatter = new Formatter();
        formatter.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        formatter
                .setNodeId(NODE_ID)
                .setClusterId(clusterId(data))
                .addDirectory(data.toString())
                .setIgnoreFormatted(true)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .setHasDynamicQuorum(false)
                .setScramArguments(listeners.firstCredentials())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    /** A cluster keeps its id for life. */
    private static String clusterId(Path data) {
        Path meta = data.resolve("meta.properties");
        if (!Files.exists(meta)) {
            return Uuid.randomUuid().toString();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(meta)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(meta + " can't be read.", e);
        }
        return properties.getProperty("cluster.id");
    }

    private static Properties properties(Path data, BrokerPorts ports) {
        String longest = Integer.toString(Integer.MAX_VALUE);
        String largest = Integer.toString(LARGEST_RECORD);
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, ports.controller())),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // A run may pause for months and still continue where it was.
                Map.entry("offsets.retention.minutes", longest),
                Map.entry("transactional.id.expiration.ms", longest),
                // A transaction holds a whole snapshot of the weights; the default cap is 15 minutes.
                Map.entry("transaction.max.timeout.ms", Integer.toString(24 * 3600 * 1000)),
                Map.entry("message.max.bytes", largest),
                Map.entry("replica.fetch.max.bytes", largest),
                Map.entry("socket.request.max.bytes", Integer.toString(LARGEST_RECORD + (64 << 20))),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)),
                Map.entry("socket.send.buffer.bytes", Integer.toString(1 << 20)),
                Map.entry("socket.receive.buffer.bytes", Integer.toString(1 << 20))));
        return properties;
    }
}
