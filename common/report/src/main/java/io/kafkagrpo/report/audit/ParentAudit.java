package io.kafkagrpo.report.audit;

import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;

/** Whether a fork began with what its parent's log says, where that log is in the same Kafka. */
final class ParentAudit {
    private final PartitionReader reader;
    private final ForkedFrom parent;
    private final Findings findings;

    ParentAudit(PartitionReader reader, ForkedFrom parent, Findings findings) {
        this.reader = reader;
        this.parent = parent;
        this.findings = findings;
    }

    /** What is said of the parent, in words; empty for a run that is no fork. */
    String compare() {
        if (parent.getStep() == 0) {
            return "";
        }
        String fork = "forked from '%s' after step %d, ".formatted(parent.getRunId(), parent.getStep());
        Topics topics = new Topics(parent.getRunId());
        RunEventReader judge = new RunEventReader();
        reader.readAll(topics.steps(), judge::readable);
        if (!judge.header().run().equals(parent.getRunHeader())
                || parent.getRunHeader().isEmpty()) {
            return fork + "whose log is not in this Kafka or may not be read";
        }
        TrainingStep[] found = {TrainingStep.getDefaultInstance()};
        reader.eachStep(topics, step -> {
            if (step.getStep() == parent.getStep()) {
                found[0] = step;
            }
        });
        if (found[0].getStep() == 0) {
            findings.add("The run was forked from '%s' after step %d, which the log of that run doesn't have."
                    .formatted(parent.getRunId(), parent.getStep()));
        } else {
            compare(found[0]);
        }
        return fork + "whose log was compared";
    }

    private void compare(TrainingStep step) {
        if (step.getWeightsCrc32C() != parent.getWeightsCrc32C() || step.getStateCrc32C() != parent.getStateCrc32C()) {
            findings.add("The run began with weights %08x and state %08x, but step %d of '%s' came to %08x and %08x."
                    .formatted(
                            parent.getWeightsCrc32C(),
                            parent.getStateCrc32C(),
                            step.getStep(),
                            parent.getRunId(),
                            step.getWeightsCrc32C(),
                            step.getStateCrc32C()));
        }
        if (step.getFeederPosition() != parent.getFeederPosition()) {
            findings.add("The run goes on from prompt %d, but '%s' had admitted %d by step %d."
                    .formatted(
                            parent.getFeederPosition(), parent.getRunId(), step.getFeederPosition(), step.getStep()));
        }
    }
}
