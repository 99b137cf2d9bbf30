package io.kafkagrpo.scoring.service;

import io.kafkagrpo.record.DeadLetters;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.scoring.Source;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the run's events, of which this service needs the beginning. */
@ApplicationScoped
public class StepsListener {
    static final String CHANNEL = "steps";

    private static final Logger LOG = LoggerFactory.getLogger(StepsListener.class);

    private final ServiceSettings settings;
    private final RunEventReader events = new RunEventReader();
    private final CompletableFuture<RunStarted> started = new CompletableFuture<>();

    StepsListener(ServiceSettings settings) {
        this.settings = settings;
    }

    /** Waits a while for the run's first record. */
    @Nullable
    RunStarted awaitStart(long timeoutMs) throws InterruptedException {
        try {
            return started.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Incoming(CHANNEL)
    @Blocking
    void on(ConsumerRecord<String, byte[]> entry) throws InterruptedException {
        try {
            StepEvent event = events.parse(entry);
            switch (event.getEventCase()) {
                case RUN_STARTED -> started.complete(event.getRunStarted());
                case RUN_FINISHED ->
                    LOG.info(
                            "The run {} has finished after {} steps; staying up, idle.",
                            settings.topics().run(),
                            event.getRunFinished().getSteps());
                case TRAINING_STEP, EVALUATION, EVENT_NOT_SET -> {}
            }
        } catch (UnreadableRecordException e) {
            if (settings.isRescoring()) {
                // the run's own services have put it among the dead letters
                LOG.warn("{} It is passed over.", e.getMessage());
                return;
            }
            LOG.warn("{} It goes to the dead letters.", e.getMessage());
            deadLetter(entry, e);
        }
    }

    private void deadLetter(ConsumerRecord<String, byte[]> entry, UnreadableRecordException cause)
            throws InterruptedException {
        byte[] letter = DeadLetters.of(entry, cause, Source.SERVICE, System.currentTimeMillis())
                .toByteArray();
        try (Producer<String, byte[]> writer = settings.clients().writer(Map.of())) {
            writer.send(events.header().record(settings.deadLetterTopic(), null, entry.key(), letter))
                    .get();
        } catch (ExecutionException e) {
            LOG.error("The dead letter of record {} can't be written.", entry.offset(), e);
        }
    }
}
