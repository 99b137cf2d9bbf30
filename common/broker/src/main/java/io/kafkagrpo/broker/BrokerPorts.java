package io.kafkagrpo.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The embedded broker's ports. They are written down beside its data and used again, so that clients which outlive
 * the broker find it again.
 *
 * @param client where clients connect
 * @param controller of the quorum of one
 */
public record BrokerPorts(int client, int controller) {

    /**
     * The ports to start with: the wanted one, else those of the last start if they are still free, else any.
     *
     * @param file where the last start wrote its ports
     * @param wanted the client port that the configuration asks for; 0 for any
     */
    static BrokerPorts choose(Path file, int wanted) {
        BrokerPorts last = last(file).orElse(new BrokerPorts(0, 0));
        int client = wanted != 0 ? wanted : freeOr(last.client());
        if (!FreePort.isFree(client)) {
            throw new BrokerException(BrokerException.Reason.PORT_TAKEN, taken(client), null);
        }
        BrokerPorts ports = new BrokerPorts(client, freeOr(last.controller()));
        ports.write(file);
        return ports;
    }

    public static String taken(int port) {
        return "Port %d of this machine, which kafka.port asks for, is in use; free it, choose another, or set kafka.port=0 for any free one."
                .formatted(port);
    }

    private static int freeOr(int port) {
        return port != 0 && FreePort.isFree(port) ? port : FreePort.any();
    }

    /** The ports of the last start, if there was one. */
    static Optional<BrokerPorts> last(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = read(file);
        return Optional.of(new BrokerPorts(
                Integer.parseInt(properties.getProperty("client", "0")),
                Integer.parseInt(properties.getProperty("controller", "0"))));
    }

    /** The client ports of all starts: somebody may have written an earlier one down. */
    static Set<Integer> clients(Path file) {
        Set<Integer> ports = new TreeSet<>();
        last(file).map(BrokerPorts::client).ifPresent(ports::add);
        if (Files.exists(file)) {
            Pattern.compile("[0-9]+")
                    .matcher(read(file).getProperty("earlier", ""))
                    .results()
                    .map(port -> Integer.parseInt(port.group()))
                    .forEach(ports::add);
        }
        return ports;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read.", e);
        }
        return properties;
    }

    private void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            String earlier = clients(file).stream().map(String::valueOf).collect(Collectors.joining(","));
            Files.writeString(file, "client=%d%ncontroller=%d%nearlier=%s%n".formatted(client, controller, earlier));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written.", e);
        }
    }
}
