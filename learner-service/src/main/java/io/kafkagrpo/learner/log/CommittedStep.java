package io.kafkagrpo.learner.log;

import io.kafkagrpo.record.TrainingStep;
import java.time.Duration;

/**
 * A training step that is in the log.
 *
 * @param step its record
 * @param took from the moment its writer began: weights encoded, everything sent, and the commit answered
 * @param cpu the processor time of the writing thread in it
 */
public record CommittedStep(TrainingStep step, Duration took, Duration cpu) {}
