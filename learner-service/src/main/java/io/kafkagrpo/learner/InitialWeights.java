package io.kafkagrpo.learner;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.weights.WeightFollower;
import io.kafkagrpo.weights.WeightLogException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The weights that a run began with: of the model directory if it still has them, else of the run's topics. */
final class InitialWeights {
    private static final Logger LOG = LoggerFactory.getLogger(InitialWeights.class);

    private InitialWeights() {}

    /** @throws RunMismatchException if neither has them */
    static HostWeights find(LearnerParts parts, RunStarted started) {
        HostWeights local = local(parts);
        if (local != null && local.sha256().equals(started.getInitialWeightsSha256())) {
            return local;
        }
        if (local != null) {
            local.close();
        }
        HostWeights logged = HostWeights.allocate(WeightLayout.of(parts.model()));
        try (WeightFollower follower =
                new WeightFollower(parts.clients(), parts.topics(), RunHeader.of(started), logged)) {
            follower.advanceTo(0);
            HostWeights found = follower.weights().copy();
            if (found.sha256().equals(started.getInitialWeightsSha256())) {
                LOG.info("The initial weights come from {}", parts.topics().weights());
                return found;
            }
        } catch (WeightLogException gone) {
            throw missing(parts, gone);
        }
        throw missing(parts, null);
    }

    private static @Nullable HostWeights local(LearnerParts parts) {
        try {
            return parts.readInitialWeights();
        } catch (ModelFormatException unusable) {
            LOG.info("No weights in {}: {}", parts.modelDirectory(), unusable.getMessage());
            return null;
        }
    }

    private static RunMismatchException missing(LearnerParts parts, @Nullable WeightLogException gone) {
        return new RunMismatchException(
                "The weights that the run began with are neither in the model directory %s nor any more in %s%s; name the model it began with by --set model=DIR."
                        .formatted(
                                parts.modelDirectory(),
                                parts.topics().weights(),
                                gone == null ? "" : " (%s)".formatted(gone.getMessage())));
    }
}
