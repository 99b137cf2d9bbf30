package io.kafkagrpo.record.check;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.util.Optional;

/** The checksums in records: sums, or, in logs of before there were any, CRC-32Cs. */
public final class LoggedChecksum {
    private LoggedChecksum() {}

    /** Of the weights that a step made. */
    public static Checksum ofWeights(TrainingStep step) {
        return step.hasWeightsSum() ? Checksum.sum(step.getWeightsSum()) : Checksum.crc32c(step.getWeightsCrc32C());
    }

    /** Of the state after a step. */
    public static Checksum ofState(TrainingStep step) {
        return step.hasStateSum() ? Checksum.sum(step.getStateSum()) : Checksum.crc32c(step.getStateCrc32C());
    }

    /** Of the weights that a fork begins with. */
    public static Checksum ofWeights(ForkedFrom parent) {
        return parent.hasWeightsSum()
                ? Checksum.sum(parent.getWeightsSum())
                : Checksum.crc32c(parent.getWeightsCrc32C());
    }

    /** Of the state that a fork begins with. */
    public static Checksum ofState(ForkedFrom parent) {
        return parent.hasStateSum() ? Checksum.sum(parent.getStateSum()) : Checksum.crc32c(parent.getStateCrc32C());
    }

    /** Of the weights that a version leads to. */
    public static Checksum ofWeights(WeightVersion version) {
        return version.hasWeightsSum()
                ? Checksum.sum(version.getWeightsSum())
                : Checksum.crc32c(version.getWeightsCrc32C());
    }

    /** The same, of a kind that the version may not have: a snapshot has both, a delta one. */
    public static Optional<Checksum> ofWeights(WeightVersion version, Checksum.Kind kind) {
        return switch (kind) {
            case SUM -> version.hasWeightsSum() ? Optional.of(Checksum.sum(version.getWeightsSum())) : Optional.empty();
            case CRC32C ->
                version.hasWeightsSum() && version.getKind() == WeightKind.DELTA
                        ? Optional.empty()
                        : Optional.of(Checksum.crc32c(version.getWeightsCrc32C()));
        };
    }

    /** Whether two announcements may be of the same weights: what both say of them is equal. */
    public static boolean agree(WeightVersion one, WeightVersion other) {
        for (Checksum.Kind kind : Checksum.Kind.values()) {
            Optional<Checksum> ofOne = ofWeights(one, kind);
            Optional<Checksum> ofOther = ofWeights(other, kind);
            if (ofOne.isPresent() && ofOther.isPresent() && !ofOne.equals(ofOther)) {
                return false;
            }
        }
        return true;
    }
}
