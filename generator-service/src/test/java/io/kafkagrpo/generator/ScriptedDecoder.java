package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes without an engine: each member of a group ends after as many steps as max-new-tokens says. */
final class ScriptedDecoder implements Decoder {
    final List<String> submitted = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();

    private static final class Group {
        final GenerationRequest request;
        int tokens;

        Group(GenerationRequest request) {
            this.request = request;
        }
    }

    private final Map<String, Group> active = new LinkedHashMap<>();
    private long version;
    private long arrived;
    private boolean draining;
    private boolean closed;

    /** A weight version has arrived. */
    void arrives(long newVersion) {
        arrived = newVersion;
    }

    /** From now on no group may begin, until all have ended and {@link #drained} is called. */
    void drains() {
        draining = true;
    }

    /** Groups may begin again. */
    void drained() {
        draining = false;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean takesNewWeights() {
        boolean newer = arrived > version;
        version = arrived;
        return newer;
    }

    @Override
    public boolean admits() {
        return !draining;
    }

    @Override
    public void submit(GenerationRequest request) {
        submitted.add(request.id());
        active.put(request.id(), new Group(request));
    }

    @Override
    public void cancel(String requestId) {
        cancelled.add(requestId);
        active.remove(requestId);
    }

    @Override
    public List<GeneratedSequence> step() {
        List<GeneratedSequence> ended = new ArrayList<>();
        for (Group group : List.copyOf(active.values())) {
            if (++group.tokens == group.request.sampling().maxNewTokens()) {
                active.remove(group.request.id());
                for (int member = 0; member < group.request.seeds().length; member++) {
                    ended.add(sequence(group, member));
                }
            }
        }
        return ended;
    }

    private GeneratedSequence sequence(Group group, int member) {
        return new GeneratedSequence(
                group.request.id(),
                member,
                new int[group.tokens],
                new float[group.tokens],
                List.of(new VersionSpan(version, 0)),
                FinishReason.LENGTH);
    }

    @Override
    public boolean isIdle() {
        return active.isEmpty();
    }

    @Override
    public int activeSequences() {
        return active.values().stream()
                .mapToInt(group -> group.request.seeds().length)
                .sum();
    }

    @Override
    public int cachedTokens() {
        return active.values().stream()
                .mapToInt(group -> group.tokens * group.request.seeds().length)
                .sum();
    }

    @Override
    public int waitingSequences() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
    }
}
