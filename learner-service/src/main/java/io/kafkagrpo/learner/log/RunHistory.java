package io.kafkagrpo.learner.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a run so far. The learner has no other memory that matters: a checkpoint only spares it work.
 *
 * @param started empty for a run that has not begun
 * @param steps all committed training steps, in order
 * @param evaluations all committed evaluations
 * @param finished empty while the run goes on
 * @param admittedTrain training prompts in the log
 * @param admittedEvaluations versions whose evaluation prompts are in the log
 */
public record RunHistory(
        Optional<RunStarted> started,
        List<TrainingStep> steps,
        List<Evaluation> evaluations,
        Optional<RunFinished> finished,
        long admittedTrain,
        Set<Long> admittedEvaluations) {

    /** Reads steps and prompts to their committed ends. */
    public static RunHistory read(KafkaClients clients, Topics topics) {
        @Nullable RunStarted[] started = {null};
        @Nullable RunFinished[] finished = {null};
        List<TrainingStep> steps = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        readAll(clients, topics.steps(), source -> {
            StepEvent event = parse(source);
            switch (event.getEventCase()) {
                case RUN_STARTED -> started[0] = event.getRunStarted();
                case TRAINING_STEP -> steps.add(following(steps.size(), event.getTrainingStep()));
                case EVALUATION -> evaluations.add(event.getEvaluation());
                case RUN_FINISHED -> finished[0] = event.getRunFinished();
                case EVENT_NOT_SET ->
                    throw new LearnerException(
                            "The record at offset %d of %s holds no event.".formatted(source.offset(), source.topic()));
            }
        });
        long[] admitted = {0};
        Set<Long> asked = new TreeSet<>();
        readAll(clients, topics.prompts(), source -> {
            PromptGroup prompt = parsePrompt(source);
            if (prompt.getPurpose() == Purpose.EVALUATE) {
                asked.add(prompt.getMinVersion());
            } else {
                admitted[0]++;
            }
        });
        return new RunHistory(
                Optional.ofNullable(started[0]),
                steps,
                evaluations,
                Optional.ofNullable(finished[0]),
                admitted[0],
                asked);
    }

    /** The log decides what was trained on; with a step missing or twice it decides nothing. */
    static TrainingStep following(long last, TrainingStep step) {
        if (step.getStep() != last + 1) {
            throw new LearnerException(
                    "In the log of training steps, step %d follows step %d; each must follow the one before."
                            .formatted(step.getStep(), last));
        }
        return step;
    }

    /** The last committed step, 0 before the first. */
    public long lastStep() {
        return steps.isEmpty() ? 0 : steps.getLast().getStep();
    }

    /** Where a restart begins to read scored-groups; empty before the first step. */
    public List<PartitionPosition> positions() {
        return steps.isEmpty() ? List.of() : steps.getLast().getPositionList();
    }

    /** Group ids that a committed step has used or dropped. */
    public Set<String> decided() {
        Set<String> decided = new HashSet<>();
        for (TrainingStep step : steps) {
            step.getUsedList().forEach(group -> decided.add(group.getGroupId()));
            step.getDroppedList().forEach(group -> decided.add(group.getGroup().getGroupId()));
        }
        return decided;
    }

    /** Versions whose evaluation was asked for and is not in the log yet. */
    public Set<Long> openEvaluations() {
        Set<Long> open = new TreeSet<>(admittedEvaluations);
        evaluations.forEach(evaluation -> open.remove(evaluation.getVersion()));
        return open;
    }

    private static void readAll(
            KafkaClients clients, String topic, Consumer<ConsumerRecord<String, byte[]>> eachRecord) {
        try (var reader = clients.reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(RunHistory::partition)
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> reader.position(partition) < ends.getOrDefault(partition, 0L))) {
                reader.poll(Duration.ofMillis(200)).forEach(eachRecord);
            }
        }
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    private static StepEvent parse(ConsumerRecord<String, byte[]> source) {
        try {
            return StepEvent.parseFrom(source.value());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(source, e);
        }
    }

    private static PromptGroup parsePrompt(ConsumerRecord<String, byte[]> source) {
        try {
            return PromptGroup.parseFrom(source.value());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(source, e);
        }
    }

    /** These two topics are the learner's own: what it can't read there, it must not guess. */
    private static LearnerException unreadable(ConsumerRecord<String, byte[]> source, Exception cause) {
        return new LearnerException("The record at %s-%d@%d, which only the learner writes, can't be read: %s."
                .formatted(source.topic(), source.partition(), source.offset(), cause.getMessage()));
    }
}
