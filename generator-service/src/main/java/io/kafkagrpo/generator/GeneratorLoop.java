package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.generator.PromptSource.Demand;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetters;
import io.kafkagrpo.record.ForeignRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The generator, from top to bottom: follow the newest weights, take prompts, decode one token for every sequence
 * in flight, publish those that end. One thread owns it all; weights arrive on another and are taken between two
 * decode steps.
 */
final class GeneratorLoop implements PromptSource.Handler, ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(GeneratorLoop.class);
    private static final String SERVICE = "generator-service";
    /** How long to wait for prompts with nothing to decode. */
    private static final Duration IDLE_WAIT = Duration.ofMillis(100);
    /** The same while prompts are here but their weights are not. */
    private static final Duration HOLD_WAIT = Duration.ofMillis(2);

    private final PromptRules rules;
    private final Tokenizer tokenizer;
    private final Decoder.Opener opener;
    private final GeneratorProgress progress;
    private final PromptSource source;
    private final CompletionSink sink;
    private final Completions completions;
    private final PromptQueue queue = new PromptQueue();
    private final Map<String, InFlight> inFlight = new HashMap<>();
    /** Groups whose partition was revoked; the decoder is told after the poll in which that happened. */
    private final List<String> revoked = new ArrayList<>();

    private volatile boolean stopping;

    /** A group being sampled. */
    private static final class InFlight {
        final PendingPrompt pending;
        final long startedAtMs = System.currentTimeMillis();
        int unpublished;

        InFlight(PendingPrompt pending) {
            this.pending = pending;
            this.unpublished = pending.prompt().getGroupSize();
        }
    }

    GeneratorLoop(GeneratorParts parts, GeneratorProgress progress) {
        this(
                parts,
                parts.clients().reader(PromptSource.membership(parts.topics(), parts.instanceId())),
                parts.clients().writer(CompletionSink.PATIENT),
                () -> parts.isLight() ? LightDecoder.open(parts) : PolicyDecoder.open(parts, progress),
                progress);
    }

    /** With clients of its own, which it closes. */
    GeneratorLoop(
            GeneratorParts parts,
            Consumer<String, byte[]> consumer,
            Producer<String, byte[]> producer,
            Decoder.Opener opener,
            GeneratorProgress progress) {
        this.rules = parts.rules();
        this.tokenizer = parts.tokenizer();
        this.opener = opener;
        this.progress = progress;
        this.completions = new Completions(parts.generatorId());
        this.sink = new CompletionSink(producer, parts.topics(), parts.header());
        this.source = new PromptSource(consumer, parts.topics(), parts.header(), this);
    }

    /** Runs until {@link #stop}; what is in flight then is left to whoever gets the prompts next. */
    @Override
    public void run() {
        try (Decoder decoder = opener.open()) {
            takesUp(decoder.version());
            LOG.info("Sampling with weight version {}", decoder.version());
            while (!stopping) {
                if (progress.compute().during(decoder::takesNewWeights)) {
                    takesUp(decoder.version());
                    LOG.info("Sampling goes on with weight version {}", decoder.version());
                }
                source.poll(waitFor(decoder), queue.size() < rules.slots() ? Demand.MORE : Demand.NONE);
                cancelRevoked(decoder);
                join(decoder);
                progress.decodes(decoder.activeSequences(), decoder.cachedTokens(), queue.size());
                if (!decoder.isIdle()) {
                    List<GeneratedSequence> ended = progress.compute().during(decoder::step);
                    progress.stepped(decoder.activeSequences() + ended.size());
                    ended.forEach(this::publish);
                }
                sink.drain();
            }
            sink.flush();
        }
    }

    private void takesUp(long version) {
        progress.takesUp(version);
        LogContext.version(version);
    }

    /** Ends {@link #run} after the decode step at hand. */
    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public boolean isReady() {
        return progress.version() >= 0;
    }

    @Override
    public void close() {
        source.close();
        sink.close();
    }

    private Duration waitFor(Decoder decoder) {
        if (!decoder.isIdle()) {
            return Duration.ZERO;
        }
        return queue.isEmpty() ? IDLE_WAIT : HOLD_WAIT;
    }

    /** What another generator samples now would only take slots here. */
    private void cancelRevoked(Decoder decoder) {
        revoked.forEach(decoder::cancel);
        revoked.clear();
    }

    /** Groups join while there is a slot for at least one member. */
    private void join(Decoder decoder) {
        while (decoder.admits() && decoder.waitingSequences() == 0 && decoder.activeSequences() < rules.slots()) {
            Optional<PendingPrompt> next = queue.next(progress.version());
            if (next.isEmpty()) {
                return;
            }
            PendingPrompt pending = next.get();
            Optional<String> refusal = rules.refusal(pending.prompt());
            if (refusal.isPresent()) {
                fail(pending, refusal.get());
            } else {
                inFlight.put(pending.requestId(), new InFlight(pending));
                decoder.submit(Requests.of(pending, tokenizer));
            }
        }
    }

    private void publish(GeneratedSequence ended) {
        InFlight group = inFlight.get(ended.requestId());
        if (group == null) {
            return; // its partition was revoked
        }
        progress.finished(ended.tokenIds().length);
        String text = tokenizer.decodeSkippingSpecial(ended.tokenIds());
        Completion completion = completions.finished(
                group.pending.prompt(), ended, text, group.startedAtMs, System.currentTimeMillis());
        sink.send(completion, () -> {
            if (--group.unpublished == 0) {
                // Only this very group: the prompt may have come again with its partition.
                inFlight.remove(ended.requestId(), group);
                source.done(group.pending.partition(), group.pending.offset());
            }
        });
    }

    private void fail(PendingPrompt pending, String reason) {
        int members = pending.prompt().getGroupSize();
        progress.failed(members);
        int[] left = {members};
        for (int index = 0; index < members; index++) {
            sink.send(completions.failed(pending.prompt(), index, reason, System.currentTimeMillis()), () -> {
                if (--left[0] == 0) {
                    source.done(pending.partition(), pending.offset());
                }
            });
        }
    }

    @Override
    public void received(PendingPrompt prompt) {
        queue.add(prompt);
    }

    @Override
    public void unreadable(ConsumerRecord<String, byte[]> from, Exception cause) {
        try (MDC.MDCCloseable _ = LogContext.group(from.key())) {
            LOG.warn(
                    "The prompt at offset {} of {}-{} goes to the dead letters: {}",
                    from.offset(),
                    from.topic(),
                    from.partition(),
                    cause.getMessage());
        }
        long now = System.currentTimeMillis();
        TopicPartition partition = new TopicPartition(from.topic(), from.partition());
        // A foreign record says nothing of a group of this run, whatever its key is.
        Completion end = cause instanceof ForeignRecordException
                ? null
                : completions.unreadable(from.key(), "dead letter: " + cause.getMessage(), now);
        Runnable done = () -> source.done(partition, from.offset());
        sink.send(from.key(), DeadLetters.of(from, cause, SERVICE, now), end == null ? done : () -> {});
        if (end != null) {
            sink.send(end, done);
        }
    }

    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        Set<TopicPartition> gone = Set.copyOf(partitions);
        queue.forget(gone);
        inFlight.forEach((id, group) -> {
            if (gone.contains(group.pending.partition())) {
                revoked.add(id);
            }
        });
        revoked.forEach(inFlight::remove);
    }
}
