package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
    /** By RFC 2606 a name that never resolves. */
    private static final String NOWHERE = "kafka.invalid:9092";

    @Test
    void aNameThatCantBeResolvedIsABrokerThatDoesntAnswerYet() {
        KafkaClients clients = new KafkaClients(NOWHERE, Map.of());
        // Every kind of client can be made, and its calls wait
        try (var admin = clients.admin();
                var _ = clients.reader();
                var _ = clients.writer(Map.of())) {
            assertThatThrownBy(() -> admin.listTopics(new ListTopicsOptions().timeoutMs(500))
                            .names()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }
}
