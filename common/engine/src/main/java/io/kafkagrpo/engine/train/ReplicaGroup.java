package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.score.MicroBatch;
import io.kafkagrpo.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Replicas on one or more devices, one thread each. Micro-batches are dealt out in order and gradients are added to
 * the first replica in order, so equal inputs give equal sums whichever device is faster.
 */
final class ReplicaGroup implements AutoCloseable {

    private final List<TrainingReplica> replicas = new ArrayList<>();
    private final ExecutorService threads;

    ReplicaGroup(ModelConfig config, TrainingOptions options) {
        this.threads = Executors.newFixedThreadPool(
                options.devices().size(),
                Thread.ofPlatform().daemon().name("replica-", 0).factory());
        try {
            for (String device : options.devices()) {
                replicas.add(new TrainingReplica(config, device, options.computeType(), options.activations()));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The replica on the optimizer's device. */
    TrainingReplica first() {
        return replicas.getFirst();
    }

    /** A pass over one micro-batch. */
    interface Pass {
        void run(TrainingReplica replica, MicroBatch batch);
    }

    /** Runs all micro-batches, the i-th on replica i modulo their number; ends when all have ended. */
    void forEach(List<MicroBatch> batches, Pass pass) {
        if (replicas.size() == 1) {
            batches.forEach(batch -> pass.run(first(), batch));
            return;
        }
        var running = new ArrayList<Future<?>>();
        for (int r = 0; r < replicas.size(); r++) {
            int offset = r;
            running.add(threads.submit(() -> {
                for (int i = offset; i < batches.size(); i += replicas.size()) {
                    pass.run(replicas.get(offset), batches.get(i));
                }
            }));
        }
        await(running);
    }

    private static void await(List<Future<?>> running) {
        RuntimeException failure = null;
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException("A replica failed.", e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("Interrupted while replicas were computing.", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Adds the other replicas' gradients to the first's and clears theirs. */
    void reduceGradients() {
        for (TrainingReplica replica : replicas.subList(1, replicas.size())) {
            first().vectors()
                    .run("add", first().gradients().flat(), replica.gradients().flat());
            replica.vectors().run("clear", replica.gradients().flat());
        }
    }

    void clearGradients() {
        replicas.forEach(
                replica -> replica.vectors().run("clear", replica.gradients().flat()));
    }

    /** Copies the first replica's weights to the others. */
    void broadcastWeights() {
        for (TrainingReplica replica : replicas.subList(1, replicas.size())) {
            replica.vectors()
                    .run("copy", replica.weights().flat(), first().weights().flat());
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        replicas.forEach(TrainingReplica::close);
    }
}
