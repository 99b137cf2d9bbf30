package io.kafkagrpo.learner.intake;

/**
 * How many training prompts may be in flight. Admitted minus decided groups stay at or below (max-staleness + 1) ×
 * groups-per-step, which bounds the staleness of what is sampled in order, and never exceed what the run still needs. A group
 * is decided when a step uses it or drops it.
 */
public final class Admission {
    private final int groupsPerStep;
    private final long bound;
    private final long steps;
    private long admitted;
    private long decided;

    public Admission(int groupsPerStep, int maxStaleness, long steps, long admitted, long decided) {
        this.groupsPerStep = groupsPerStep;
        this.bound = (maxStaleness + 1L) * groupsPerStep;
        this.steps = steps;
        this.admitted = admitted;
        this.decided = decided;
    }

    /** Training prompts admitted so far; also the next position of the feeder. */
    public long admitted() {
        return admitted;
    }

    /** Groups that were used or dropped. */
    void decided(int groups) {
        decided += groups;
    }

    /** How many prompts may be admitted now, after {@code step} committed steps. */
    public int room(long step) {
        long wanted = Math.min(bound, (steps - step) * groupsPerStep);
        return (int) Math.max(0, wanted - (admitted - decided));
    }

    /** So many were admitted in a committed transaction. */
    public void admitted(int prompts) {
        admitted += prompts;
    }
}
