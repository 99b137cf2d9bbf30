package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.generator.PromptSource.Demand;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetters;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.SamplingParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generator, from top to bottom: follow the newest weights, take prompts, decode one token for every sequence in flight,
 * publish those that end. One thread owns it all; weights arrive on another and are taken between two decode steps.
 */
final class GeneratorLoop implements PromptSource.Handler, ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(GeneratorLoop.class);
    private static final String SERVICE = "generator-service";
    /** How long to wait for prompts with nothing to decode. */
    private static final Duration IDLE_WAIT = Duration.ofMillis(100);
    /** The same while prompts are here but their weights are not. */
    private static final Duration HOLD_WAIT = Duration.ofMillis(2);

    private final GeneratorParts parts;
    private final GeneratorProgress progress;
    private final PromptSource source;
    private final CompletionSink sink;
    private final Completions completions;
    private final PromptQueue queue = new PromptQueue();
    private final Map<String, InFlight> inFlight = new HashMap<>();
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
        this.parts = parts;
        this.progress = progress;
        this.completions = new Completions(parts.generatorId());
        this.sink = new CompletionSink(parts.clients(), parts.topics());
        this.source = new PromptSource(parts.clients(), parts.topics(), parts.instanceId(), this);
    }

    /** Runs until {@link #stop}; what is in flight then is left to whoever gets the prompts next. */
    @Override
    public void run() {
        try (WeightThread weights = parts.startWeightThread();
                PolicyModel policy = weights.awaitFirst(parts::openPolicy);
                GenerationEngine engine = new GenerationEngine(policy, parts.slots(), parts.maxContext())) {
            progress.takesUp(policy.version());
            LOG.info("Sampling with weight version {}", policy.version());
            parts.pace().announce();
            while (!stopping) {
                if (weights.takeChanges(policy)) {
                    progress.takesUp(policy.version());
                    LOG.info("Sampling goes on with weight version {}", policy.version());
                }
                source.poll(waitFor(engine), queue.size() < parts.slots() ? Demand.MORE : Demand.NONE);
                join(engine);
                progress.decodes(engine.activeSequences());
                if (!engine.isIdle()) {
                    long begun = System.nanoTime();
                    List<GeneratedSequence> ended = engine.step();
                    parts.pace().await(begun);
                    ended.forEach(this::publish);
                }
                sink.drain();
            }
            sink.flush();
        }
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

    private Duration waitFor(GenerationEngine engine) {
        if (!engine.isIdle()) {
            return Duration.ZERO;
        }
        return queue.isEmpty() ? IDLE_WAIT : HOLD_WAIT;
    }

    /** Groups join while there is a slot for at least one member. */
    private void join(GenerationEngine engine) {
        while (engine.waitingSequences() == 0 && engine.activeSequences() < parts.slots()) {
            Optional<PendingPrompt> next = queue.next(progress.version());
            if (next.isEmpty()) {
                return;
            }
            PendingPrompt pending = next.get();
            Optional<String> refusal = parts.refusal(pending.prompt());
            if (refusal.isPresent()) {
                fail(pending, refusal.get());
            } else {
                inFlight.put(pending.requestId(), new InFlight(pending));
                engine.submit(request(pending));
            }
        }
    }

    private GenerationRequest request(PendingPrompt pending) {
        PromptGroup prompt = pending.prompt();
        SamplingParameters sampling = prompt.getSampling();
        long[] seeds = IntStream.range(0, prompt.getGroupSize())
                .mapToLong(index -> GroupId.completionSeed(prompt.getSeed(), prompt.getGroupId(), index))
                .toArray();
        return new GenerationRequest(
                pending.requestId(),
                prompt.getPromptTokenIdsList().stream()
                        .mapToInt(Integer::intValue)
                        .toArray(),
                new Sampling(
                        sampling.getTemperature(),
                        sampling.getMaxNewTokens(),
                        sampling.getTopK(),
                        sampling.getTopP(),
                        sampling.getMinP()),
                seeds,
                parts.tokenizer().endOfSequenceIds(),
                StopCondition.NONE);
    }

    private void publish(GeneratedSequence ended) {
        InFlight group = inFlight.get(ended.requestId());
        if (group == null) {
            return; // its partition was revoked
        }
        progress.finished(ended.tokenIds().length);
        String text = parts.tokenizer().decodeSkippingSpecial(ended.tokenIds());
        Completion completion = completions.finished(
                group.pending.prompt(), ended, text, group.startedAtMs, System.currentTimeMillis());
        sink.send(completion, () -> {
            if (--group.unpublished == 0) {
                inFlight.remove(ended.requestId());
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
        LOG.warn(
                "The prompt at {}-{}@{} can't be read: {}",
                from.topic(),
                from.partition(),
                from.offset(),
                cause.getMessage());
        long now = System.currentTimeMillis();
        TopicPartition partition = new TopicPartition(from.topic(), from.partition());
        Completion end = completions.unreadable(from.key(), "dead letter: " + cause.getMessage(), now);
        Runnable done = () -> source.done(partition, from.offset());
        sink.send(from.key(), DeadLetters.of(from, cause, SERVICE, now), end == null ? done : () -> {});
        if (end != null) {
            sink.send(end, done);
        }
    }

    @Override
    public void taken(Collection<TopicPartition> partitions) {
        queue.forget(partitions);
        Set<TopicPartition> gone = new HashSet<>(partitions);
        List<String> abandoned = new ArrayList<>();
        inFlight.forEach((id, group) -> {
            if (gone.contains(group.pending.partition())) {
                abandoned.add(id);
            }
        });
        abandoned.forEach(inFlight::remove);
    }
}
