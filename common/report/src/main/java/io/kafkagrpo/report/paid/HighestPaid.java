package io.kafkagrpo.report.paid;

import io.kafkagrpo.hash.SplitMix;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects a run's training completions, to say what the highest-paid have in common. Of each part of the run at
 * most a thousand are kept, each with at most 4,000 characters, whatever the run's length. Not thread-safe.
 */
public final class HighestPaid {
    private static final int MOST_WINDOWS = 10;

    private final long firstVersion;
    private final long lastVersion;
    private final long width;
    private final List<VersionSample> windows = new ArrayList<>();

    /**
     * Of a run that has made these weight versions.
     *
     * @param firstVersion that it began with
     * @param lastVersion its newest
     */
    public HighestPaid(long firstVersion, long lastVersion) {
        this.firstVersion = firstVersion;
        this.lastVersion = lastVersion;
        this.width = Math.ceilDiv(lastVersion - firstVersion + 1, MOST_WINDOWS);
        for (long from = firstVersion; from <= lastVersion; from += width) {
            windows.add(new VersionSample(from, Math.min(lastVersion, from + width - 1)));
        }
    }

    /** Takes a group; one of an evaluation, or of another run's past, is none of the training's. */
    public void add(ScoredGroup group) {
        if (group.getPrompt().getPurpose() == Purpose.EVALUATE || group.hasOrigin()) {
            return;
        }
        long name = group.getPrompt().getGroupId().hashCode();
        for (ScoredCompletion member : group.getCompletionsList()) {
            if (member.hasTotal() && member.getFinished().getVersionsCount() > 0) {
                add(member, SplitMix.mix(name * SplitMix.GOLDEN_GAMMA + member.getIndex()));
            }
        }
    }

    private void add(ScoredCompletion member, long order) {
        long version = member.getFinished().getVersions(0).getVersion();
        if (version >= firstVersion && version <= lastVersion) {
            windows.get((int) ((version - firstVersion) / width))
                    .add(new Sampled(
                            order,
                            member.getTotal(),
                            member.getFinished().getTokenIdsCount(),
                            member.getFinished().getText()));
        }
    }

    /** What stands out; empty where no completion has a reward. */
    public Optional<PaidReport> report() {
        List<WindowComparison> comparisons = windows.stream()
                .filter(window -> window.completions() > 0)
                .map(WindowComparison::new)
                .toList();
        return comparisons.isEmpty()
                ? Optional.empty()
                : Optional.of(new PaidReport(
                        new Hints(comparisons).sentences(),
                        comparisons.stream().map(WindowComparison::window).toList()));
    }
}
