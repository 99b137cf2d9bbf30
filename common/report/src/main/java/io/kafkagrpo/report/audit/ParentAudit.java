package io.kafkagrpo.report.audit;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;

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
        Checksum weights = LoggedChecksum.ofWeights(parent);
        Checksum state = LoggedChecksum.ofState(parent);
        if (!LoggedChecksum.ofWeights(step).equals(weights)
                || !LoggedChecksum.ofState(step).equals(state)) {
            findings.add("The run began with weights %s and state %s, but step %d of '%s' came to %s and %s."
                    .formatted(
                            weights,
                            state,
                            step.getStep(),
                            parent.getRunId(),
                            LoggedChecksum.ofWeights(step),
                            LoggedChecksum.ofState(step)));
        }
        if (step.getFeederPosition() != parent.getFeederPosition()) {
            findings.add("The run goes on from prompt %d, but '%s' had admitted %d by step %d."
                    .formatted(
                            parent.getFeederPosition(), parent.getRunId(), step.getFeederPosition(), step.getStep()));
        }
    }
}
