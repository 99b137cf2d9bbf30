package io.kafkagrpo.access;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The settings of Kafka clients that are about security, by their names there and in the environment. */
final class ClientNames {
    /** In front of a setting's name in the environment: {@code GRPO_KAFKA_SASL_MECHANISM}. */
    static final String ENVIRONMENT_PREFIX = "GRPO_KAFKA_";

    private static final SortedSet<String> ALL = collect();

    private ClientNames() {}

    /** Kafka's names, such as {@code sasl.mechanism}. */
    static SortedSet<String> all() {
        return ALL;
    }

    static boolean isSecurity(String name) {
        return name.startsWith("security.") || name.startsWith("sasl.") || name.startsWith("ssl.");
    }

    static String inEnvironment(String name) {
        return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static SortedSet<String> collect() {
        SortedSet<String> names = new TreeSet<>(AdminClientConfig.configNames());
        names.removeIf(name -> !isSecurity(name));
        return names;
    }
}
