package io.kafkagrpo.cli.infer;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopTexts;
import io.kafkagrpo.record.GroupId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Completes many prompts, as many at a time as the engine has slots, and writes the completions in the order
 * of the prompts.
 *
 * @param seed of the run; a completion's own is a hash of it, its line and its sample, so it depends on no batch
 * @param samples completions of each prompt
 */
record BatchGeneration(
        GenerationEngine engine, Sampling sampling, Set<Integer> endIds, StopTexts stop, long seed, int samples) {

    /** A line and its ids. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Prompt(InputLine line, int[] ids) {}

    /** A prompt whose completions are being written, or wait for those of an earlier prompt. */
    private static final class Pending {
        private final InputLine line;
        private final @Nullable GeneratedSequence[] finished;
        private int missing;

        Pending(InputLine line, int samples) {
            this.line = line;
            this.finished = new GeneratedSequence[samples];
            this.missing = samples;
        }

        void add(GeneratedSequence sequence) {
            finished[sequence.member()] = sequence;
            missing--;
        }
    }

    /** Runs to the end of the lines, or to the first that is wrong. */
    void run(InputLines<Prompt> lines, OutputLines out, LineProgress progress) {
        Map<String, Pending> pending = new LinkedHashMap<>();
        submit(lines, pending);
        while (!engine.isIdle()) {
            for (GeneratedSequence sequence : engine.step()) {
                requireNonNull(pending.get(sequence.requestId())).add(sequence);
            }
            write(pending, out, progress);
            submit(lines, pending);
        }
    }

    /** Keeps the engine supplied, no more, for the lines may be many. */
    private void submit(InputLines<Prompt> lines, Map<String, Pending> pending) {
        while (engine.waitingSequences() <= engine.freeSlots()) {
            Prompt prompt = lines.next();
            if (prompt == null) {
                return;
            }
            String id = Integer.toString(prompt.line().number());
            pending.put(id, new Pending(prompt.line(), samples));
            long[] seeds = LongStream.range(0, samples)
                    .map(sample -> GroupId.completionSeed(seed, id, (int) sample))
                    .toArray();
            engine.submit(new GenerationRequest(id, prompt.ids(), sampling, seeds, endIds, stop));
        }
    }

    private void write(Map<String, Pending> pending, OutputLines out, LineProgress progress) {
        Iterator<Pending> first = pending.values().iterator();
        while (first.hasNext()) {
            Pending line = first.next();
            if (line.missing > 0) {
                return;
            }
            progress.clear();
            int tokens = 0;
            for (GeneratedSequence sequence : line.finished) {
                out.write(json(line.line, requireNonNull(sequence)));
                tokens += sequence.tokenIds().length;
            }
            progress.add(tokens);
            first.remove();
        }
    }

    private ObjectNode json(InputLine line, GeneratedSequence sequence) {
        ObjectNode json = OutputLines.about(line);
        json.put("sample", sequence.member());
        json.put("text", stop.cut(stop.tokenizer().decodeSkippingSpecial(sequence.tokenIds())));
        json.set("token_ids", OutputLines.array(sequence.tokenIds()));
        json.set("log_probabilities", OutputLines.array(sequence.logProbabilities()));
        json.put("finish_reason", sequence.reason().name().toLowerCase(Locale.ROOT));
        return json;
    }
}
