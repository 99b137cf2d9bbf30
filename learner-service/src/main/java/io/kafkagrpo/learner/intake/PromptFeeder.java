package io.kafkagrpo.learner.intake;

import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.PromptsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Problem;
import io.kafkagrpo.task.prompt.PromptRenderer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns positions in the seeded order of the data into prompts. A function of the configuration alone: position n
 * is the same prompt before and after a crash. A curriculum may ask another problem there, and then says which.
 */
public final class PromptFeeder {
    private final RunSettings settings;
    private final Dataset train;
    private final Dataset heldOut;
    private final PromptRenderer renderer;
    private final Tokenizer tokenizer;
    /**
     * The held-out prompts, whole but for the version that answers them: rendered once, not between a step's
     * weights and its commit.
     */
    private final List<PromptGroup> heldOutPrompts;

    public PromptFeeder(
            RunSettings settings, Dataset train, Dataset heldOut, PromptRenderer renderer, Tokenizer tokenizer) {
        this.settings = settings;
        this.train = train;
        this.heldOut = heldOut;
        this.renderer = renderer;
        this.tokenizer = tokenizer;
        this.heldOutPrompts = heldOutPrompts();
    }

    /** Training prompts for positions from .. from + count - 1, to be sampled with {@code minVersion} or newer. */
    public List<PromptGroup> train(long from, int count, long minVersion) {
        List<PromptGroup> prompts = new ArrayList<>(count);
        for (long position = from; position < from + count; position++) {
            prompts.add(prompt(position, problemAt(position), minVersion).build());
        }
        return prompts;
    }

    /** The training prompt of a position that asks this problem, and says so by its number. */
    public PromptGroup asking(long position, int problem, long minVersion) {
        return prompt(position, problem, minVersion).setProblemNumber(problem).build();
    }

    /** The group of a position. */
    GroupId idAt(long position) {
        return GroupId.train(position / train.size(), position % train.size());
    }

    /** The problem of a position in the seeded order, by its number in the data. */
    public int problemAt(long position) {
        return train.indexAt(settings.get(Keys.SEED), position);
    }

    /** Training problems. */
    int trainingSize() {
        return train.size();
    }

    private PromptGroup.Builder prompt(long position, int problem, long minVersion) {
        SamplingParameters sampling = SamplingParameters.newBuilder()
                .setTemperature(settings.get(Keys.TEMPERATURE))
                .setMaxNewTokens(settings.get(Keys.MAX_NEW_TOKENS))
                .setTopP(1)
                .addAllStop(PromptsFromSettings.stop(settings))
                .build();
        return prompt(idAt(position), train.problems().get(problem), sampling, minVersion)
                .setPosition(position)
                .setGroupSize(settings.get(Keys.GROUP_SIZE));
    }

    /** The held-out problems, to be answered by {@code version}. */
    public List<PromptGroup> evaluate(long version) {
        List<PromptGroup> prompts = new ArrayList<>(heldOutPrompts.size());
        for (int i = 0; i < heldOutPrompts.size(); i++) {
            prompts.add(heldOutPrompts.get(i).toBuilder()
                    .setGroupId(GroupId.evaluate(version, i).toString())
                    .setMinVersion(version)
                    .build());
        }
        return prompts;
    }

    /** Held-out problems of an evaluation. */
    public int evaluationSize() {
        return heldOut.size();
    }

    /** Hash of the training problems. */
    public String trainingDataHash() {
        return train.contentHash();
    }

    /** Hash of the held-out problems of an evaluation. */
    public String evaluationDataHash() {
        return heldOut.contentHash();
    }

    private List<PromptGroup> heldOutPrompts() {
        SamplingParameters sampling = SamplingParameters.newBuilder()
                .setTemperature(settings.get(Keys.EVALUATION_TEMPERATURE))
                .setMaxNewTokens(settings.get(Keys.MAX_NEW_TOKENS))
                .setTopK(settings.get(Keys.EVALUATION_TOP_K))
                .setTopP(settings.get(Keys.EVALUATION_TOP_P))
                .setMinP(settings.get(Keys.EVALUATION_MIN_P))
                .addAllStop(PromptsFromSettings.stopOfEvaluation(settings))
                .build();
        List<PromptGroup> prompts = new ArrayList<>(heldOut.size());
        for (int i = 0; i < heldOut.size(); i++) {
            prompts.add(prompt(GroupId.evaluate(0, i), heldOut.problems().get(i), sampling, 0)
                    .setPosition(i)
                    .setGroupSize(settings.get(Keys.EVALUATION_SAMPLES))
                    .build());
        }
        return prompts;
    }

    private PromptGroup.Builder prompt(GroupId id, Problem problem, SamplingParameters sampling, long minVersion) {
        PromptGroup.Builder prompt = PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setProblemId(problem.id())
                .setQuestion(problem.question())
                .setReferenceAnswer(problem.referenceAnswer())
                .putAllColumns(problem.columns())
                .setSampling(sampling)
                .setSeed(settings.get(Keys.SEED))
                .setMinVersion(minVersion);
        for (int token : tokenizer.encode(renderer.render(problem), renderer.origin())) {
            prompt.addPromptTokenIds(token);
        }
        return prompt;
    }
}
