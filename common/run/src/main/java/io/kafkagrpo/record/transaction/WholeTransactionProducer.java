package io.kafkagrpo.record.transaction;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A producer whose transactions hold all that was sent in them: it commits when every record has been acknowledged.
 *
 * <p>Kafka's own may commit before. Its sending thread looks whether records are on their way, and then, as a second step, takes
 * the next request for the coordinator ({@code Sender.maybeSendAndPollTransactionalRequest}, kafka-clients 4.4.0). Records and a
 * commit that the application hands over between the two find the first answer stale: the end of the transaction
 * overtakes the records, is answered as a success, and they go out with the next transaction or never. Until
 * transactions of version 2 a request to add the records' partitions stood before the end and hid that. See decision 0037.
 */
public class WholeTransactionProducer<K, V> extends KafkaProducer<K, V> {

    public WholeTransactionProducer(Map<String, Object> settings, Serializer<K> keys, Serializer<V> values) {
        super(settings, keys, values);
    }

    /** Waits for all records; one that failed fails the commit. */
    @Override
    public void commitTransaction() {
        flush();
        super.commitTransaction();
    }
}
