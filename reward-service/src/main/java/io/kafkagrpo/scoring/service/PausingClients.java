package io.kafkagrpo.scoring.service;

import io.kafkagrpo.scoring.Intake;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The clients of Kafka Streams, of which the consumer fetches nothing from partitions that are full. It is polled
 * all the same, so that its place in the group is kept while a judge takes minutes. Streams itself pauses and
 * resumes partitions for reasons of its own; both have to agree before a partition is read on.
 */
public final class PausingClients extends StreamsClients {
    private final Intake intake;

    /** @param logs where a broker on this machine keeps its logs, if there is one */
    public PausingClients(Intake intake, @Nullable Path logs) {
        super(logs);
        this.intake = intake;
    }

    @Override
    @SuppressWarnings("unchecked") // a proxy of this very interface
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> configuration) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                new Pausing(super.getConsumer(configuration), intake));
    }

    /** Used by one stream thread, as a consumer is. */
    private static final class Pausing implements InvocationHandler {
        private final Consumer<byte[], byte[]> consumer;
        private final Intake intake;

        /** What Streams itself has paused. */
        private final Set<TopicPartition> byStreams = new HashSet<>();

        /** What is paused for being full. */
        private final Set<TopicPartition> full = new HashSet<>();

        Pausing(Consumer<byte[], byte[]> consumer, Intake intake) {
            this.consumer = consumer;
            this.intake = intake;
        }

        @Override
        @SuppressWarnings("unchecked") // the parameters of the consumer's own methods
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "pause" -> byStreams.addAll((Collection<TopicPartition>) arguments[0]);
                case "resume" -> {
                    Collection<TopicPartition> resumed = (Collection<TopicPartition>) arguments[0];
                    byStreams.removeAll(resumed);
                    consumer.resume(
                            resumed.stream().filter(one -> !full.contains(one)).toList());
                    return null;
                }
                case "poll" -> pauseFull();
                default -> {
                    // the consumer's own business
                }
            }
            try {
                return method.invoke(consumer, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private void pauseFull() {
            Set<TopicPartition> assigned = consumer.assignment();
            byStreams.retainAll(assigned);
            full.retainAll(assigned);
            for (TopicPartition partition : assigned) {
                if (intake.isFull(partition.partition())) {
                    full.add(partition);
                    consumer.pause(List.of(partition));
                } else if (full.remove(partition) && !byStreams.contains(partition)) {
                    consumer.resume(List.of(partition));
                }
            }
        }
    }
}
