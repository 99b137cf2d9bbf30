package io.kafkagrpo.learner.log;

import io.kafkagrpo.process.Causes;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * This learner has lost the pen and can write no more: another learner of the same run took it, or Kafka gave up
 * waiting for a transaction, which looks the same from here. The message is one sentence for a person.
 */
public final class PenLostException extends KafkaException {
    private static final long serialVersionUID = 1L;

    private PenLostException(String transactionalId, Throwable cause) {
        super(
                "Another learner has taken this run over (transactional id %s), or a transaction took longer than Kafka waits; this one ends, and what it had not committed is done again."
                        .formatted(transactionalId),
                cause);
    }

    /**
     * The failure itself, or this where that is what lies behind it: Kafka says it in several ways, at every call
     * of a producer.
     */
    static RuntimeException orSame(RuntimeException failure, String transactionalId) {
        boolean fenced = Causes.of(failure)
                .anyMatch(cause -> cause instanceof ProducerFencedException
                        || cause instanceof InvalidProducerEpochException
                        // a learner begins and ends its transactions in order: the state was changed by another
                        || cause instanceof InvalidTxnStateException);
        return fenced ? new PenLostException(transactionalId, failure) : failure;
    }
}
