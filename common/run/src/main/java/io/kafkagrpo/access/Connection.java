package io.kafkagrpo.access;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** Makes a role's clients of a cluster, with the credentials that file, configuration and environment give it. */
public final class Connection {
    /** In {@code kafka.properties-file}: replaced by {@link Role#label}. */
    private static final String ROLE = "{role}";

    /** Nobody listens there, and nothing has to be looked up: settings are tried without their cluster. */
    private static final String NOWHERE = "127.0.0.1:1";

    private Connection() {}

    /**
     * Clients of a cluster.
     *
     * @throws SettingsException if a setting is unknown, malformed or names a file that can't be used
     */
    public static KafkaClients of(RunSettings settings, String servers, Role role) {
        return new KafkaClients(servers, security(settings, role));
    }

    /** The same for settings that were read without a run. */
    public static KafkaClients of(Map<String, String> keys, String source, String servers, Role role) {
        Map<String, String> client = new TreeMap<>();
        keys.forEach((key, value) -> {
            String name = key.startsWith("kafka.") ? key.substring("kafka.".length()) : key;
            if (ClientNames.isSecurity(name)) {
                client.put(name, value);
            }
        });
        String file = keys.getOrDefault(Keys.KAFKA_PROPERTIES_FILE.name(), "");
        return new KafkaClients(servers, security(source, file, Path::of, client, System.getenv(), role));
    }

    /** The security settings of a role's clients, checked; empty where there are none. */
    public static Map<String, String> security(RunSettings settings, Role role) {
        return security(
                settings.file().toString(),
                settings.find(Keys.KAFKA_PROPERTIES_FILE).orElse(""),
                settings::resolve,
                settings.kafkaClient(),
                System.getenv(),
                role);
    }

    /**
     * What a child process must find in its environment, for it is not written into the configuration that the
     * child reads: the configuration's secrets, unless the environment has them already.
     */
    public static Map<String, String> secretsForChildren(RunSettings settings) {
        Map<String, String> environment = new TreeMap<>();
        settings.kafkaClient().forEach((name, value) -> {
            String variable = ClientNames.inEnvironment(name);
            if (Secrets.isSecret(name) && System.getenv(variable) == null) {
                environment.put(variable, value);
            }
        });
        return environment;
    }

    static Map<String, String> security(
            String source,
            String configuredFile,
            Function<String, Path> resolve,
            Map<String, String> configured,
            Map<String, String> environment,
            Role role) {
        String file = environment.getOrDefault(
                ClientNames.inEnvironment(Keys.KAFKA_PROPERTIES_FILE.name().substring("kafka.".length())),
                configuredFile);
        ClientSecurity found = ClientSecurity.collect(
                source,
                file.isBlank() ? Path.of("") : resolve.apply(file.replace(ROLE, role.label())),
                configured,
                environment);
        check(found);
        return Map.copyOf(found.values());
    }

    private static void check(ClientSecurity found) {
        Map<String, String> values = found.values();
        String protocol = values.getOrDefault("security.protocol", SecurityProtocol.PLAINTEXT.name);
        List<String> protocols = Arrays.stream(SecurityProtocol.values())
                .map(known -> known.name)
                .toList();
        if (!protocols.contains(protocol)) {
            throw new SettingsException("%s: the value '%s' is not one of %s."
                    .formatted(found.place("security.protocol"), protocol, String.join(", ", protocols)));
        }
        String jaas = values.get("sasl.jaas.config");
        if (jaas != null) {
            JaasText.fault(jaas).ifPresent(fault -> {
                throw new SettingsException(
                        "%s is malformed, for %s; it is like org.apache.kafka.common.security.scram.ScramLoginModule required username=\"NAME\" password=\"PASSWORD\";"
                                .formatted(found.place("sasl.jaas.config"), fault));
            });
        } else if (protocol.startsWith("SASL") && System.getProperty("java.security.auth.login.config") == null) {
            throw new SettingsException(
                    "%s: the value '%s' needs kafka.sasl.jaas.config, with the user's name and password; there is none."
                            .formatted(found.place("security.protocol"), protocol));
        }
        // Logging in to a Kerberos or OAuth server is no check of settings.
        boolean asksAnotherServer = protocol.startsWith("SASL")
                && !values.getOrDefault("sasl.mechanism", "GSSAPI").matches("PLAIN|SCRAM-.*");
        if (!values.isEmpty() && !asksAnotherServer) {
            tryOut(found);
        }
    }

    /** Kafka opens key stores and reads every value when a client is made. */
    private static void tryOut(ClientSecurity found) {
        Map<String, Object> settings = new HashMap<>(found.values());
        settings.put("bootstrap.servers", NOWHERE);
        try (Admin admin = Admin.create(settings)) {
            admin.close(Duration.ZERO);
        } catch (KafkaException e) {
            String said = innermost(e);
            String words = said;
            // Kafka's own sentence shows the value.
            for (Map.Entry<String, String> value : found.values().entrySet()) {
                if (Secrets.isSecret(value.getKey()) && !value.getValue().isEmpty()) {
                    words = words.replace(value.getValue(), Secrets.MASK);
                }
            }
            String place = found.values().keySet().stream()
                    .filter(name -> said.contains(name)
                            || (name.endsWith(".location")
                                    && said.contains(found.values().get(name))))
                    .max(Comparator.comparingInt(String::length))
                    .map(found::place)
                    .orElseGet(() -> found.place("security.protocol"));
            throw new SettingsException(
                    "%s: Kafka's client can't be made of these settings: %s.".formatted(place, words));
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String words = switch (cause) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
            default -> String.valueOf(cause.getMessage());
        };
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }
}
