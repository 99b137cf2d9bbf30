package io.kafkagrpo.learner.files;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.log.Figures;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.model.weights.WeightsFile;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the best evaluated version as a model in Hugging Face layout, {@code best-model} in the run-dir, with a
 * {@code best.json} that says which version it is. The best has the highest accuracy; of equals, it is the earlier.
 *
 * <p>A version's evaluation ends when training has long gone on, so until then its weights lie aside, in
 * {@code evaluating}. The model is replaced before the log says that the evaluation has ended: after a crash in
 * between it is still open, ends once more with the same result, for its groups are in the log, and the model
 * is written again.
 */
public final class BestModel implements EvaluatedWeights {
    private static final Logger LOG = LoggerFactory.getLogger(BestModel.class);
    private static final String METRIC = MetricNames.ACCURACY;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path target;
    private final Path aside;
    private final Path companions;
    private final WeightLayout layout;
    private @Nullable Evaluation best;

    /** @param companions the model directory that configuration and tokenizer are copied from */
    public BestModel(RunFolder folder, Path companions, WeightLayout layout) {
        this.target = folder.bestModel();
        this.aside = folder.evaluating();
        this.companions = companions;
        this.layout = layout;
    }

    @Override
    public void resume(List<Evaluation> ended, Set<Long> open, long last, HostWeights weights) {
        ended.stream().filter(this::isBetter).forEach(evaluation -> best = evaluation);
        if (best != null && !describes(best)) {
            LOG.warn(
                    "{} does not hold version {}, the best so far, and its weights are no longer at hand; only a better one will be kept",
                    target,
                    best.getVersion());
        }
        forgetAllBut(open);
        for (long version : open) {
            if (version == last) {
                begun(version, weights); // perhaps for the second time: the last process may have ended just before
            } else if (!Files.exists(aside(version))) {
                LOG.warn("Version {} is being evaluated, but its weights are not in {}", version, aside);
            }
        }
    }

    @Override
    public void begun(long version, HostWeights weights) {
        try {
            Files.createDirectories(aside);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s can't be made".formatted(aside), e);
        }
        WeightsFile.write(aside(version), weights);
    }

    @Override
    public void ended(Evaluation evaluation) {
        if (!isBetter(evaluation)) {
            return;
        }
        long version = evaluation.getVersion();
        if (!Files.exists(aside(version))) {
            LOG.warn("Version {} is the best so far, but its weights are not at hand; {} is not its", version, target);
        } else {
            keep(evaluation);
        }
        best = evaluation;
    }

    /** A convenience, as a checkpoint is: damaged weights cost the best model, not the run. */
    private void keep(Evaluation evaluation) {
        long version = evaluation.getVersion();
        try (HostWeights weights = WeightsFile.read(aside(version), layout)) {
            // First, so that a description never stands beside weights that it doesn't describe.
            delete(description());
            ModelWriter.save(target, companions, weights);
            describe(evaluation, weights.mixSum());
            LOG.info("Version {} is the best so far: {} {}", version, METRIC, Figures.rounded(value(evaluation)));
        } catch (ModelFormatException e) {
            LOG.warn("Version {} is the best so far, but can't be kept: {}", version, e.getMessage());
        }
    }

    @Override
    public void settled(long version) {
        delete(aside(version));
    }

    private boolean isBetter(Evaluation other) {
        return best == null
                || value(other) > value(best)
                || (value(other) == value(best) && other.getVersion() < best.getVersion());
    }

    private static double value(Evaluation evaluation) {
        return evaluation.getResultsOrThrow(METRIC);
    }

    /** The weights' checksum is the one that the version's WeightVersion has, and its TrainingStep. */
    private void describe(Evaluation evaluation, long sum) {
        Map<String, Object> description = new TreeMap<>();
        description.put("version", evaluation.getVersion());
        description.put("step", evaluation.getStep());
        description.put("metric", METRIC);
        description.put("value", value(evaluation));
        description.put("lowest_version", evaluation.getLowestVersion());
        description.put("highest_version", evaluation.getHighestVersion());
        description.put("weights_sum", Checksum.sum(sum).toString());
        Path partial = target.resolve(".best.json.partial");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), description);
            Files.move(partial, description(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be written".formatted(description()), e);
        }
    }

    private boolean describes(Evaluation evaluation) {
        try {
            return Files.exists(description())
                    && JSON.readTree(description().toFile()).path("version").asLong(-1) == evaluation.getVersion();
        } catch (IOException e) {
            LOG.warn("{} can't be read ({})", description(), e.getMessage());
            return false;
        }
    }

    private Path description() {
        return target.resolve("best.json");
    }

    private Path aside(long version) {
        return aside.resolve("version-%08d.weights".formatted(version));
    }

    private void forgetAllBut(Set<Long> open) {
        if (!Files.isDirectory(aside)) {
            return;
        }
        List<Path> wanted = open.stream().map(this::aside).toList();
        try (Stream<Path> files = Files.list(aside)) {
            files.filter(file -> !wanted.contains(file)).toList().forEach(BestModel::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be deleted".formatted(file), e);
        }
    }
}
