package io.kafkagrpo.settings;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rl.advantage.AdvantageMethod;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rollout.InFlight;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of a run's configuration, with its default and limits: declared here or in {@link ObjectiveKeys}. */
public final class Keys {
    private Keys() {}

    // The run
    public static final Key<String> RUN = Key.text("run", null, "name of the run and prefix of its topics")
            .matching("[a-zA-Z0-9_-]{1,100}", "letters, digits, '-' and '_'");
    public static final Key<String> MODEL = Key.text(
                    "model", null, "model directory in Hugging Face layout, or the name of a model on the hub")
            .required()
            .perNode();
    public static final Key<String> REVISION =
            Key.text("revision", "main", "revision of a model from the hub").perNode();
    public static final Key<Long> SEED = Key.longInteger("seed", 0, 0, "orders the data and seeds the sampling");
    public static final Key<Integer> STEPS = Key.integer(
                    "steps", 100, 1, "training steps; each makes one weight version")
            .required();
    public static final Key<Integer> GROUPS_PER_STEP = Key.integer("groups-per-step", 16, 1, "prompts in a batch");
    public static final Key<Integer> GROUP_SIZE = Key.integer("group-size", 8, 1, "completions per prompt");
    public static final Key<Integer> MAX_STALENESS =
            Key.integer("max-staleness", 1, 0, "steps that a sample may lag behind; 0 is strictly on-policy");
    public static final Key<GroupFilter.Stale> STALE_GROUPS = Key.choice(
            "stale-groups",
            GroupFilter.Stale.DROP,
            "groups that grow too old in flight: dropped when they come, or no step is taken that makes them so"
                    + " (wait)");
    public static final Key<Integer> STALE_GROUPS_TIMEOUT_SECONDS = Key.integer(
                    "stale-groups-timeout-seconds",
                    600,
                    1,
                    "how long stale-groups: wait holds a step back for them; then it goes on, and they are dropped")
            .perNode();

    // Data and prompts
    public static final Key<String> DATA_TRAIN = Key.text(
                    "data.train",
                    null,
                    "a file (JSON lines, a JSON array, CSV, TSV, also with gzip or zstd, or Parquet), a data set of"
                            + " the hub as OWNER/NAME or OWNER/NAME:SPLIT, or arithmetic, addition, countdown,"
                            + " knights-and-knaves, sorting, seating")
            .required()
            .perNode();
    public static final Key<String> DATA_EVALUATE = Key.text(
                    "data.evaluate",
                    null,
                    "held-out problems, named as in data.train; silent: what data.train holds out, or all of it where"
                            + " it is a file")
            .perNode();
    public static final Key<PromptsFromSettings.Style> PROMPT_STYLE =
            Key.choice("prompt.style", PromptsFromSettings.Style.CHAT_TEMPLATE, "how messages become a prompt");
    public static final Key<String> PROMPT_SYSTEM =
            Key.text("prompt.system", null, "system message; silent: the one that asks for the two tags; empty: none");
    public static final Key<String> PROMPT_QUESTION =
            Key.text("prompt.question", "{question}", "user message, with {question} in it");
    public static final Key<Integer> MAX_PROMPT_TOKENS =
            Key.integer("prompt.max-tokens", 512, 1, "a longer prompt fails its group");

    // Sampling
    public static final Key<Double> TEMPERATURE =
            Key.number("sampling.temperature", 1.0, 0.01, 100, "of the training samples; no truncation there");
    public static final Key<Integer> MAX_NEW_TOKENS =
            Key.integer("sampling.max-new-tokens", 256, 1, "tokens of a completion at most");
    public static final Key<List<String>> STOP = Key.texts(
            "sampling.stop",
            "stop strings: a completion ends, finished, with the token that completes one; silent: the model's"
                    + " end-of-sequence alone");

    // Evaluation
    public static final Key<Integer> EVALUATION_EVERY =
            Key.integer("evaluation.every", 0, 0, "evaluate every so many steps; 0: only before and after");
    public static final Key<Integer> EVALUATION_LIMIT =
            Key.integer("evaluation.limit", 200, 1, "held-out problems per evaluation");
    public static final Key<Integer> EVALUATION_SAMPLES =
            Key.integer("evaluation.samples", 1, 1, "completions per problem; more than one needs a temperature");
    public static final Key<Double> EVALUATION_TEMPERATURE =
            Key.number("evaluation.temperature", 0, 0, 100, "0 is greedy");
    public static final Key<Integer> EVALUATION_TOP_K = Key.integer("evaluation.top-k", 0, 0, "0 is off");
    public static final Key<Double> EVALUATION_TOP_P = Key.number("evaluation.top-p", 1, 0.001, 1, "1 is off");
    public static final Key<Double> EVALUATION_MIN_P = Key.number("evaluation.min-p", 0, 0, 1, "0 is off");
    public static final Key<String> EVALUATION_MATCH = Key.text(
            "evaluation.match",
            "answer-tag",
            "what counts as right: the number or text in the last <answer> tag (answer-tag), the last number of the"
                    + " text (last-number), an answer that is equal as mathematics (math), a countdown problem's"
                    + " expression (countdown), or any other reward function by its name, with its settings under"
                    + " evaluation.match-settings");
    public static final Key<Double> EVALUATION_AT_LEAST = Key.number(
            "evaluation.match-at-least",
            1,
            -1e9,
            1e9,
            "where evaluation.match is a reward function, the least value that is right");

    public static final Key<Boolean> EVALUATION_KEEP_BEST = Key.flag(
                    "evaluation.keep-best",
                    Key.Flag.ON,
                    "whether the version with the highest accuracy is kept in best-model, in the run-dir")
            .perNode();
    public static final Key<List<String>> EVALUATION_STOP =
            Key.texts("evaluation.stop", "stop strings of evaluations; silent: those of sampling.stop");

    // Groups
    public static final Key<GroupFilter.ZeroVariance> ZERO_VARIANCE = Key.choice(
            "zero-variance",
            GroupFilter.ZeroVariance.KEEP,
            "groups whose rewards are all equal: trained on, or dropped and replaced (dynamic sampling)");
    public static final Key<Integer> ZERO_VARIANCE_LIMIT = Key.integer(
                    "zero-variance-limit",
                    10,
                    0,
                    "batches' worth of groups that zero-variance: drop may drop for one step before the run ends; 0:"
                            + " any")
            .perNode();
    public static final Key<Integer> FAILED_GROUPS_LIMIT = Key.integer(
                    "failed-groups-limit",
                    20,
                    0,
                    "batches' worth of training groups that may fail one after another before the run ends; 0: any")
            .perNode();
    public static final Key<TruncatedCompletions> OVERLONG = Key.choice(
            "overlong",
            TruncatedCompletions.KEEP,
            "completions cut off at the length limit: trained on, or out of the loss");

    // Advantage
    public static final Key<ObjectiveChoices.Estimator> ADVANTAGE_ESTIMATOR = Key.choice(
            "advantage.estimator", ObjectiveChoices.Estimator.GROUP, "baseline and scale of a completion's reward");
    public static final Key<Double> ADVANTAGE_EPSILON =
            Key.numberAbove("advantage.epsilon", 1e-4, 0, "added to the standard deviation");
    public static final Key<AdvantageSettings.SingleMember> ADVANTAGE_SINGLE_MEMBER = Key.choice(
            "advantage.single-member",
            AdvantageSettings.SingleMember.ZERO,
            "advantage in a group with one known reward");
    public static final Key<AdvantageMethod.Aggregation> ADVANTAGE_AGGREGATION = Key.choice(
            "advantage.aggregation",
            AdvantageMethod.Aggregation.SUM_THEN_NORMALIZE,
            "whether several reward functions are summed before or after they are normalised");

    // Scoring
    public static final Key<Integer> GROUP_TIMEOUT_SECONDS = Key.integer(
            "scoring.group-timeout-seconds", 600, 1, "after a group's first member, it closes without the rest");
    public static final Key<List<String>> REWARD_PLUGINS = Key.texts(
                    "rewards.plugins", "jars, or folders of jars, that hold reward functions")
            .perNode();
    public static final Key<Integer> REWARDS_IN_FLIGHT = Key.integer(
                    "rewards.in-flight",
                    1024,
                    1,
                    "completions of a partition that wait for slow reward functions, before it is read no further")
            .perNode();
    public static final Key<Integer> SCORING_THREADS = Key.integer(
                    "scoring.threads", 1, 1, "threads of a reward-service that score")
            .perNode();

    // Generator
    public static final Key<String> GENERATOR_DEVICE =
            Key.device("generator.device", "cpu, or gpu:0").perNode();
    public static final Key<ComputeType> GENERATOR_DTYPE = Key.choice(
                    "generator.dtype", ComputeType.FLOAT32, "what it computes in")
            .perNode();
    public static final Key<Integer> GENERATOR_THREADS =
            Key.integer("generator.threads", 1, 1, "libtorch's threads").perNode();
    public static final Key<Integer> GENERATOR_SLOTS =
            Key.integer("generator.slots", 32, 1, "sequences decoded at a time").perNode();
    public static final Key<Integer> GENERATORS = Key.integer(
                    "generators", 1, 1, "processes that train starts here; they share threads and device")
            .perNode();
    public static final Key<Integer> GENERATOR_STUCK_SECONDS = Key.integer(
                    "generator.stuck-seconds", 180, 1, "what a decode step may last; longer is stuck")
            .perNode();
    public static final Key<InFlight> IN_FLIGHT = Key.choice(
            "generator.in-flight",
            InFlight.KEEP,
            "unfinished completions when a new weight version is there: they go on under it as they are (keep), or"
                    + " when it has read them anew (recompute), or end before it is taken up (drain)");
    // Not of a node alone: what a run's clock says is worth nothing to whoever doesn't know of it, so it is in
    // RunStarted.
    public static final Key<Double> SIMULATED_TOKEN_LATENCY_MS = Key.number(
            "generator.simulated-token-latency-ms",
            0,
            0,
            1_000,
            "for experiments: a decode step takes at least so long, as a larger model's elsewhere would; 0: off");

    // Learner
    public static final Key<List<String>> LEARNER_DEVICES =
            Key.devices("learner.devices", "one replica per device").perNode();
    public static final Key<ComputeType> LEARNER_DTYPE = Key.choice(
                    "learner.dtype", ComputeType.FLOAT32, "what it computes in; master weights are float32")
            .perNode();
    public static final Key<Integer> LEARNER_THREADS =
            Key.integer("learner.threads", 1, 1, "libtorch's threads").perNode();
    public static final Key<Integer> MICRO_BATCH_TOKENS = Key.integer(
                    "learner.micro-batch-tokens", 4096, 1, "token budget of one forward and backward")
            .perNode();
    public static final Key<Boolean> RECOMPUTE = Key.flag(
                    "learner.recompute",
                    Key.Flag.OFF,
                    "whether layers are computed again in the backward, to save memory")
            .perNode();
    public static final Key<Integer> CHECKPOINT_EVERY = Key.integer(
                    "learner.checkpoint-every", 20, 1, "steps between checkpoints")
            .perNode();
    public static final Key<Integer> CHECKPOINTS_KEPT = Key.integer(
                    "learner.checkpoints-kept", 2, 1, "newest checkpoints kept")
            .perNode();

    // Weights in the log
    public static final Key<Integer> FULL_SNAPSHOT_EVERY = Key.integer(
                    "weights.full-every", 20, 1, "versions between full snapshots; deltas in between")
            .perNode();

    // Kafka
    public static final Key<String> BOOTSTRAP_SERVERS = Key.text(
                    "kafka.bootstrap-servers", null, "an existing cluster; silent: the embedded broker")
            .perNode();
    public static final Key<String> KAFKA_PROPERTIES_FILE = Key.text(
                    "kafka.properties-file",
                    null,
                    "Java properties with security.…, sasl.… and ssl.… of Kafka's clients; {role} in it becomes the"
                            + " service's name")
            .perNode();
    public static final Key<Integer> KAFKA_PORT = Key.integer(
                    "kafka.port", 0, 0, "of the embedded broker; 0: any free one")
            .perNode();
    public static final Key<Integer> PARTITIONS = Key.integer(
                    "kafka.partitions", 64, 1, "of prompts in a new run: so many generators can have work")
            .perNode();
    public static final Key<Integer> SCORING_PARTITIONS = Key.integer(
                    "kafka.scoring-partitions", 4, 1, "of completions and scored-groups: tasks of scoring")
            .perNode();
    public static final Key<Integer> REPLICATION_FACTOR =
            Key.integer("kafka.replication-factor", 1, 1, "of all topics").perNode();
    public static final Key<Keep> KEEP_COMPLETIONS =
            Key.keep("completions", "how much of the completions stays after they are scored");
    public static final Key<Keep> KEEP_SCORED_GROUPS =
            Key.keep("scored-groups", "how much of the past can be replayed and scored again");
    public static final Key<Keep> KEEP_WEIGHTS =
            Key.keepSize("weights", "weights in the log; silent: seven full snapshots");

    /**
     * All keys by name, in the order in which they are declared: those of this class, then those of data,
     * advantages, objective and optimizer.
     */
    public static final Map<String, Key<?>> ALL = collect(
            Keys.class,
            DataKeys.class,
            AdvantageKeys.class,
            ObjectiveKeys.class,
            PolicyTermKeys.class,
            OptimizerKeys.class);

    /** Under it are reward functions: {@code rewards.NAME} is a weight, {@code rewards.NAME.X} a parameter. */
    public static final String REWARDS_PREFIX = "rewards.";

    /** Keys under this prefix are settings of the reward function that {@code evaluation.match} names. */
    public static final String MATCH_SETTINGS_PREFIX = "evaluation.match-settings.";

    /** Under it are variables of the chat template: {@code prompt.template-variables.enable_thinking}. */
    public static final String TEMPLATE_VARIABLES_PREFIX = "prompt.template-variables.";

    /** Keys under these prefixes go to every Kafka client as they are, without {@code kafka.}. */
    static final List<String> CLIENT_PREFIXES = List.of("kafka.security.", "kafka.sasl.", "kafka.ssl.");

    private static Map<String, Key<?>> collect(Class<?>... declaring) {
        Map<String, Key<?>> all = new LinkedHashMap<>();
        for (Class<?> type : declaring) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Key.class) {
                    try {
                        Key<?> key = (Key<?>) field.get(null);
                        all.put(key.name(), key);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
