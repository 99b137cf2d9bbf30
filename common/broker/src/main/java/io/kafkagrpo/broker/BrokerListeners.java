package io.kafkagrpo.broker;

import java.util.List;
import java.util.Map;

/** Where a broker listens, and who may do what there. */
public interface BrokerListeners {
    /** The loopback address, to which every listener is bound. */
    String HOST = "127.0.0.1";

    /** One listener in the clear, for this machine's own processes: what {@code grpo train} starts. */
    BrokerListeners PLAINTEXT = ports -> Map.of(
            "listeners",
            "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, ports.client(), HOST, ports.controller()),
            "advertised.listeners",
            "PLAINTEXT://%s:%d".formatted(HOST, ports.client()),
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name",
            "PLAINTEXT");

    /** The broker's settings, as Kafka names them; a listener named CONTROLLER is among them. */
    Map<String, String> settings(BrokerPorts ports);

    /** SCRAM credentials that the broker knows from its first start, as Kafka's formatter takes them. */
    default List<String> firstCredentials() {
        return List.of();
    }
}
