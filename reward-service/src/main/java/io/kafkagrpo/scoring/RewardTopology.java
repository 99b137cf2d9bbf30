package io.kafkagrpo.scoring;

import com.google.protobuf.MessageLite;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The reward-service's flow, from top to bottom: completions come in one by one, are read, scored and gathered by
 * group, and each group ends in exactly one ScoredGroup. What can't be read or scored goes to the dead letters; the
 * stream goes on.
 */
public final class RewardTopology {
    static final String SCORED_GROUPS = "scored-groups";
    static final String DEAD_LETTERS = "dead-letters";

    private static final String COMPLETIONS = "completions";
    private static final String READ = "read";
    static final String SCORE = "score";
    static final String GATHER = "gather";

    private RewardTopology() {}

    /**
     * The topology, for the settings' topics; keys are bytes throughout, as the generators wrote them.
     *
     * @param intake is told which partitions have too many completions waiting for slow functions
     */
    public static Topology build(ScoringSettings settings, Scorer scorer, Intake intake) {
        var bytes = new ByteArrayDeserializer();
        Serializer<MessageLite> message = (topic, value) -> value.toByteArray();

        Topology topology = new Topology()
                .addSource(COMPLETIONS, bytes, bytes, settings.completions())
                .addProcessor(READ, () -> new ReadProcessor(settings), COMPLETIONS)
                .addProcessor(SCORE, scoring(settings, scorer, intake), READ)
                .addProcessor(GATHER, () -> new GatherProcessor(settings, scorer, intake), SCORE)
                .addSink(SCORED_GROUPS, settings.scoredGroups(), new ByteArraySerializer(), message, GATHER)
                .addSink(DEAD_LETTERS, settings.deadLetters(), new ByteArraySerializer(), message, READ, SCORE, GATHER)
                .addStateStore(positions(), READ);
        GroupStores.builders(settings.largestRecordBytes()).forEach(store -> topology.addStateStore(store, GATHER));
        if (scorer.isSlow()) {
            topology.addStateStore(ParkedCompletions.builder(settings.largestRecordBytes()), SCORE, GATHER);
            topology.connectProcessorAndStateStores(SCORE, ClosedGroups.CLOSED);
        }
        return topology;
    }

    /**
     * Quick functions score on the stream's thread; where there is a slow one, completions are parked meanwhile.
     */
    private static ProcessorSupplier<byte[], Arrival, byte[], Object> scoring(
            ScoringSettings settings, Scorer scorer, Intake intake) {
        return scorer.isSlow()
                ? () -> new SlowScoreProcessor(settings, scorer, intake)
                : () -> new ScoreProcessor(settings, scorer);
    }

    /** Written with each record, so cached: the changelog sees one entry per commit. */
    private static StoreBuilder<?> positions() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ReadProcessor.POSITIONS), Serdes.Integer(), Serdes.Long())
                .withLoggingEnabled(Map.of())
                .withCachingEnabled();
    }
}
