package io.kafkagrpo.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker that looks ten times a second for what it may delete, where Kafka does so every five minutes. */
public final class ImpatientBroker {
    private ImpatientBroker() {}

    /** Starts it over a folder. */
    public static EmbeddedBroker start(Path folder) {
        return EmbeddedBroker.start(folder, 0, ports -> {
            Map<String, String> settings = new HashMap<>(BrokerListeners.PLAINTEXT.settings(ports));
            settings.put("log.initial.task.delay.ms", "100");
            settings.put("log.retention.check.interval.ms", "100");
            return settings;
        });
    }
}
