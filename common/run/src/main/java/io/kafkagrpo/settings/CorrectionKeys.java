package io.kafkagrpo.settings;

import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import java.util.List;

/** More keys under {@code objective}: those of a stacked correction. Part of {@link Keys#ALL}. */
public final class CorrectionKeys {
    private CorrectionKeys() {}

    public static final Key<List<Correction>> CORRECTIONS = new Key<>(
            "objective.corrections",
            CorrectionText::parse,
            null,
            Key.Presence.OPTIONAL,
            Key.Scope.RUN,
            CorrectionText.ALLOWED,
            "stacked: importance weights and rejections, in order");
    public static final Key<StackedCorrection.Anchor> CORRECTION_ANCHOR = Key.choice(
            "objective.correction-anchor",
            StackedCorrection.Anchor.PROXIMAL,
            "stacked: what the ratio is taken against; with sampler, the correction moves with the policy");
    public static final Key<StackedCorrection.Sees> CORRECTION_SEES = Key.choice(
            "objective.correction-sees",
            StackedCorrection.Sees.ALL_COUNTED,
            "stacked: which tokens a later member sees");
    public static final Key<StackedCorrection.Rejected> REJECTED_TOKENS = Key.choice(
            "objective.rejected-tokens",
            StackedCorrection.Rejected.IN_DENOMINATORS,
            "stacked: what a rejected token leaves behind");
}
