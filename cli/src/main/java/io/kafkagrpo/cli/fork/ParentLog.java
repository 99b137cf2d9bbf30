package io.kafkagrpo.cli.fork;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PastProblems;
import io.kafkagrpo.record.ProblemLog;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.DataKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the parent's log says of the moment at which it is forked. */
final class ParentLog {
    /** What RunStarted, whose topic takes at least 1 MiB, can hold of past problems beside everything else. */
    private static final int MOST_PAST_BYTES = 900_000;

    private final KafkaClients clients;
    private final Topics topics;
    private final RunStarted started;
    private final List<TrainingStep> steps;
    private final TrainingStep last;

    /** @throws CommandFailure if the log has no such step */
    ParentLog(KafkaClients clients, Topics topics, long step) {
        this.clients = clients;
        this.topics = topics;
        RunEvents events = new TopicReader(clients).events(topics);
        RunStarted begun = events.started();
        if (begun == null) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "There is no run '%s' in the Kafka at %s.".formatted(topics.run(), clients.bootstrapServers()));
        }
        this.started = begun;
        this.steps = events.steps().stream()
                .filter(logged -> logged.getStep() <= step)
                .toList();
        if (steps.isEmpty() || steps.getLast().getStep() != step) {
            throw ForkCommand.wrong("The value '%d' of --step is no step of the run '%s', which has %s."
                    .formatted(step, topics.run(), existing(begun, events)));
        }
        this.last = steps.getLast();
    }

    private static String existing(RunStarted begun, RunEvents events) {
        long first = begun.getForkedFrom().getStep() + 1;
        return events.steps().isEmpty() ? "made none yet" : "made steps %d to %d".formatted(first, events.lastStep());
    }

    RunStarted started() {
        return started;
    }

    /**
     * The state that the fork begins with, and what was in flight then.
     *
     * @param copied ids of groups that the fork has already, so that nobody need sample them anew
     */
    ForkedFrom origin(Set<String> copied) {
        List<Admitted> admitted = admitted();
        Map<String, Long> anew = inFlight(admitted);
        anew.keySet().removeAll(copied);
        ForkedFrom.Builder origin = ForkedFrom.newBuilder()
                .setRunId(started.getRunId())
                .setRunHeader(started.getRunHeader())
                .setStep(last.getStep())
                .setFeederPosition(last.getFeederPosition())
                .addAllAdmittedAnew(anew.values())
                .setPastGroups(copied.size());
        copyChecksums(origin);
        if (DataKeys.hasCurriculum(started.getConfigurationMap())) {
            origin.setPastProblems(pastProblems(admitted, anew.keySet()));
        }
        return origin.build();
    }

    /** As the step has them: of one kind or the other. */
    private void copyChecksums(ForkedFrom.Builder origin) {
        if (last.hasWeightsSum()) {
            origin.setWeightsSum(last.getWeightsSum());
        } else {
            origin.setWeightsCrc32C(last.getWeightsCrc32C());
        }
        if (last.hasStateSum()) {
            origin.setStateSum(last.getStateSum());
        } else {
            origin.setStateCrc32C(last.getStateCrc32C());
        }
    }

    private PastProblems pastProblems(List<Admitted> admitted, Set<String> anew) {
        ProblemLog problems = ProblemLog.of(started);
        admitted.forEach(group -> problems.admitted(group.prompt()));
        steps.forEach(problems::committed);
        PastProblems past = problems.forFork(started.getTrainingDataHash(), anew);
        if (past.getSerializedSize() > MOST_PAST_BYTES) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "The pass rates of the %d problems that '%s' has asked (data.difficulty) take %d bytes, and the beginning of a fork has room for %d; begin a new run with the model of that step instead (--set model=DIR)."
                            .formatted(
                                    past.getProblemNumberCount(),
                                    topics.run(),
                                    past.getSerializedSize(),
                                    MOST_PAST_BYTES));
        }
        return past;
    }

    /** Steps that trained on a group up to the fork, by the group's id. */
    Map<String, Long> used() {
        Map<String, Long> used = new HashMap<>();
        for (TrainingStep step : steps) {
            step.getUsedList().forEach(group -> used.put(group.getGroupId(), step.getStep()));
        }
        return used;
    }

    private Set<String> decided() {
        Set<String> decided = new HashSet<>(used().keySet());
        for (TrainingStep step : steps) {
            step.getDroppedList().forEach(group -> decided.add(group.getGroup().getGroupId()));
        }
        return decided;
    }

    /** A training prompt in the log, without its text. */
    private record Admitted(PromptGroup prompt, long position) {
        String id() {
            return prompt.getGroupId();
        }
    }

    /** The positions of groups that were admitted by the step and not decided, by their ids. */
    private Map<String, Long> inFlight(List<Admitted> admitted) {
        Set<String> decided = decided();
        Map<String, Long> inFlight = new LinkedHashMap<>();
        for (Admitted group : admitted) {
            if (!decided.contains(group.id())) {
                inFlight.put(group.id(), group.position());
            }
        }
        return inFlight;
    }

    /**
     * What was admitted by the step. Ids follow each other as positions do: the n-th training prompt is that of the
     * n-th position, which a fork counts on.
     */
    private List<Admitted> admitted() {
        List<PromptGroup> prompts = new ArrayList<>();
        new TopicReader(clients)
                .readAll(
                        topics.prompts(),
                        PromptGroup.getDefaultInstance(),
                        new OwnRecords(RunHeader.of(started)),
                        prompt -> {
                            if (prompt.getPurpose() == Purpose.TRAIN && GroupId.isOne(prompt.getGroupId())) {
                                prompts.add(withoutText(prompt));
                            }
                        });
        prompts.sort(Comparator.comparing(prompt -> GroupId.parse(prompt.getGroupId()), GroupId.AS_ADMITTED));
        List<Long> anew =
                started.getForkedFrom().getAdmittedAnewList().stream().sorted().toList();
        long next = started.getForkedFrom().getFeederPosition() - anew.size();
        List<Admitted> admitted = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            long position = i < anew.size() ? anew.get(i) : next + i;
            if (position < last.getFeederPosition()) {
                admitted.add(new Admitted(prompts.get(i), position));
            }
        }
        return admitted;
    }

    private static PromptGroup withoutText(PromptGroup prompt) {
        PromptGroup.Builder kept = PromptGroup.newBuilder().setGroupId(prompt.getGroupId());
        return prompt.hasProblemNumber()
                ? kept.setProblemNumber(prompt.getProblemNumber()).build()
                : kept.build();
    }
}
