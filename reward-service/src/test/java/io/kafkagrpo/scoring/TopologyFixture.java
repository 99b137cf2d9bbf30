package io.kafkagrpo.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topology without a broker. Training groups have 4 members, evaluation groups 1; a group times out after 60 s.
 */
final class TopologyFixture implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final RunHeader HEADER = RunHeader.begin(new Topics("run"));
    static final ScoringSettings SETTINGS = new ScoringSettings(
            "run.completions",
            "run.scored-groups",
            "run.dead-letters",
            HEADER,
            TIMEOUT,
            1 << 20,
            4,
            1,
            1024,
            AdvantageSettings.GRPO);

    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> completions;
    private final TestOutputTopic<byte[], byte[]> scoredGroups;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final List<ScoredGroup> ended = new ArrayList<>();

    TopologyFixture(Path directory) {
        this(directory, SETTINGS, scorer());
    }

    TopologyFixture(Path directory, ScoringSettings settings, Scorer scorer) {
        this(directory, settings, scorer, new Intake());
    }

    TopologyFixture(Path directory, ScoringSettings settings, Scorer scorer, Intake intake) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(
                RewardTopology.build(settings, scorer, intake), properties, Instant.ofEpochSecond(1_800_000_000));
        var serializer = new ByteArraySerializer();
        var deserializer = new ByteArrayDeserializer();
        completions = driver.createInputTopic(settings.completions(), serializer, serializer);
        scoredGroups = driver.createOutputTopic(settings.scoredGroups(), deserializer, deserializer);
        deadLetters = driver.createOutputTopic(settings.deadLetters(), deserializer, deserializer);
    }

    /** Correctness and format, and a function that throws at {@link Samples#BOOM}. */
    static Scorer scorer() {
        RewardRegistry registry = RewardRegistry.standard();
        registry.register("fragile", Set.of(), _ -> new Fragile());
        return new Scorer(
                RewardSet.of(
                        List.of(
                                new RewardSpecification("correctness", 1, Map.of()),
                                new RewardSpecification("format", 1, Map.of()),
                                new RewardSpecification("fragile", 1, Map.of())),
                        registry),
                AnswerCheck.of(EvaluationMatch.ANSWER_TAG));
    }

    private record Fragile() implements RewardFunction {
        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public double score(ScoringInput input) {
            if (input.text().equals(Samples.BOOM)) {
                throw new IllegalStateException("no value for boom");
            }
            return 0;
        }
    }

    void send(Completion completion) {
        send(completion.getPrompt().getGroupId(), completion.toByteArray());
    }

    void send(@Nullable String key, byte @Nullable [] value) {
        send(HEADER, key, value);
    }

    void send(RunHeader header, @Nullable String key, byte @Nullable [] value) {
        completions.pipeInput(new TestRecord<>(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(header.headers())));
    }

    void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** Every group that has ended so far. */
    List<ScoredGroup> ended() throws InvalidProtocolBufferException {
        for (TestRecord<byte[], byte[]> entry : scoredGroups.readRecordsToList()) {
            ScoredGroup group = ScoredGroup.parseFrom(entry.value());
            if (!group.getPrompt().getGroupId().equals(new String(entry.key(), StandardCharsets.UTF_8))) {
                throw new AssertionError("The key of " + group + " is not its group id.");
            }
            assertOwn(entry);
            ended.add(group);
        }
        return ended;
    }

    /** The dead letters since the last call. */
    List<DeadLetter> deadLetters() throws InvalidProtocolBufferException {
        List<DeadLetter> letters = new ArrayList<>();
        Parser<DeadLetter> parser = DeadLetter.parser();
        for (TestRecord<byte[], byte[]> entry : deadLetters.readRecordsToList()) {
            letters.add(parser.parseFrom(entry.value()));
            assertOwn(entry);
        }
        return letters;
    }

    /** Whatever the source bore, what is written bears the run's header once. */
    private static void assertOwn(TestRecord<byte[], byte[]> entry) {
        if (!entry.headers().equals(new RecordHeaders(HEADER.headers()))) {
            throw new AssertionError("The headers are " + entry.headers());
        }
    }

    /** Entries of a store of open groups, which must be empty when all have ended. */
    int entries(String store) {
        int count = 0;
        KeyValueStore<String, byte[]> all = driver.getKeyValueStore(store);
        try (KeyValueIterator<String, byte[]> entries = all.all()) {
            while (entries.hasNext()) {
                entries.next();
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        driver.close();
    }
}
