package io.kafkagrpo.learner.intake;

/**
 * How many training prompts may be in flight. Admitted minus decided groups stay at or below (max-staleness + 1) ×
 * groups-per-step, which bounds the staleness of what is sampled in order, and never exceed what the run still
 * needs. A group is decided when a step uses it or drops it.
 */
public final class Admission {
    private final int groupsPerStep;
    private final long bound;
    private final long steps;
    private long next;
    private long open;

    /**
     * Goes on where a log ends.
     *
     * @param next position of the feeder
     * @param open groups that may still train and that no step has used or dropped
     */
    public Admission(int groupsPerStep, int maxStaleness, long steps, long next, long open) {
        this.groupsPerStep = groupsPerStep;
        this.bound = (maxStaleness + 1L) * groupsPerStep;
        this.steps = steps;
        this.next = next;
        this.open = open;
    }

    /** The next position of the feeder: training prompts admitted so far, a parent's included. */
    public long next() {
        return next;
    }

    /** Groups that were used or dropped. */
    void decided(int groups) {
        open -= groups;
    }

    /** How many prompts may be admitted now, after {@code step} committed steps. */
    public int room(long step) {
        long wanted = Math.min(bound, (steps - step) * groupsPerStep);
        return (int) Math.max(0, wanted - open);
    }

    /** So many were admitted in a committed transaction. */
    public void admitted(int prompts) {
        next += prompts;
        open += prompts;
    }
}
