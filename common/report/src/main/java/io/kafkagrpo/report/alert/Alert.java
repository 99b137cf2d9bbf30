package io.kafkagrpo.report.alert;

/**
 * A thing that somebody should look at, with its limit and its words. Prometheus computes it from meters
 * (docker/observe/rules.yml), {@link RunAlerts} from the log; docs/operations.md lists it. Tests hold
 * these to each other.
 */
public enum Alert {
    NO_NEW_VERSION(
            "GrpoNoNewVersion",
            900,
            "No new weights for long",
            "No training step has been committed for 15 minutes, and for five times as long as a step takes, though the run is not"
                    + " finished.",
            "Look whether all three services run. Then at the phase `wait` of the learner: if it waits, generators or reward-service"
                    + " are the cause, and other alerts say which; if it trains, the step itself takes so long. A run that somebody"
                    + " stopped is no trouble."),
    LAG_GROWS(
            "GrpoLagGrows",
            100,
            "Records pile up before a reader",
            "More than 100 records lie ahead of a reader, and have become more for 15 minutes. On the page: the newest 20 groups waited"
                    + " more than 60 s for their scores, twice as long as those before.",
            "The reader is slower than the writer. Completions pile up: a reward function is slow, so raise `rewards.in-flight` or give"
                    + " the reward-service more processors. Prompts pile up: add generators, up to `kafka.partitions`."),
    DEAD_LETTERS(
            "GrpoDeadLetters",
            0,
            "Records that nobody could use",
            "A service has put a record into the topic of dead letters. A healthy run has none.",
            "The page and `NAME.dead-letters` say which record it was, who found it and why. If it is foreign, another program writes to"
                    + " the run's topics."),
    REWARD_NOT_A_NUMBER(
            "GrpoRewardNotANumber",
            0,
            "The reward is not a number",
            "The mean reward of the newest step is missing or not finite.",
            "Look at that step's groups. A reward function whose value is not finite counts as missing; its reason stands at the"
                    + " completion. Mend it, and go on in a fork from the step before."),
    REWARDS_MISSING(
            "GrpoRewardsMissing",
            0.05,
            "Many rewards are missing",
            "More than 5 % of the completions have no reward because a reward function gave none: of the last 15 minutes, on the page of"
                    + " the newest 10 steps.",
            "Each missing reward has its reason at the completion. Often a judge or a server doesn't answer: look at it. Groups with fewer"
                    + " than two rewards are dropped."),
    GROUPS_STALE(
            "GrpoGroupsStale",
            0.2,
            "Many groups are too old",
            "More than 20 % of the groups were dropped because their oldest tokens lag behind the bound: of the last 15 minutes, on the page"
                    + " of the newest 10 steps.",
            "Sampling is spent for nothing. Completions take longer than the learner's steps: raise `max-staleness`, make steps larger"
                    + " (`groups-per-step`) or completions shorter (`max-new-tokens`)."),
    REWARDS_EQUAL(
            "GrpoRewardsEqual",
            0.8,
            "Most groups teach nothing",
            "In more than 80 % of the groups all completions have the same reward, so there is nothing to compare: of the last 15 minutes, on"
                    + " the page of the newest 10 steps.",
            "The problems are too easy or too hard for the model, or the reward is too coarse. Choose other problems, raise `group-size` or"
                    + " `temperature`, or add a reward function that tells answers apart."),
    GENERATOR_STUCK(
            "GrpoGeneratorStuck",
            600,
            "A generator does nothing",
            "A generator has prompts, and has drawn no token for 10 minutes. On the page: groups wait, and none has ended for 10 minutes and"
                    + " for five times as long as a group takes.",
            "Look into the generator's log. If it waits for a weight version, the learner must publish it first. If it hangs, stop it:"
                    + " its prompts go to another one, or back to it when it is started again."),
    GROUPS_FAIL(
            "GrpoGroupsFail",
            0.1,
            "Many groups fail",
            "More than 10 % of the groups ended without enough members, of the last 15 minutes, on the page of the newest 100; or 16 failed one"
                    + " after another.",
            "The reason stands at each group: prompts that are too long, records that can't be read, a time limit. Mend data, prompts or"
                    + " rewards. After `failed-groups-limit` batches in a row the run ends by itself.");

    /** Steps that the page looks back on. */
    public static final int STEPS = 10;
    /** The newest groups that it compares with as many before them. */
    public static final int GROUPS = 20;
    /** Ended groups of which it takes the share of failed ones. */
    public static final int ENDED = 100;
    /** Seconds that a group may wait for its scores. */
    public static final double SCORING_SECONDS = 60;
    /** A step or a group may take so many times as long as usual. */
    public static final int USUAL = 5;

    private final String rule;
    private final double limit;
    private final String title;
    private final String meaning;
    private final String remedy;

    Alert(String rule, double limit, String title, String meaning, String remedy) {
        this.rule = rule;
        this.limit = limit;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** Its name in Prometheus. */
    public String rule() {
        return rule;
    }

    /** It fires above: seconds, records or a share. */
    public double limit() {
        return limit;
    }

    public String title() {
        return title;
    }

    /** When it fires. */
    public String meaning() {
        return meaning;
    }

    /** What to do; keys and names stand between back-ticks. */
    public String remedy() {
        return remedy;
    }
}
