package io.kafkagrpo.data;

import io.kafkagrpo.data.ProblemReader.Draft;
import io.kafkagrpo.data.table.DataFile;
import io.kafkagrpo.data.table.Row;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a data set of files, by one rule for all of them. Rows come one at a time; what stays in memory
 * are the problems.
 */
public final class ProblemFiles {

    private final DataShape shape;
    private final ProblemReader reader;
    private final List<Draft> drafts = new ArrayList<>();
    private final Set<String> kinds = new LinkedHashSet<>();
    private final long longest;
    private long characters;

    private ProblemFiles(DataShape shape, long longest) {
        this.shape = shape;
        this.reader = new ProblemReader(shape);
        this.longest = longest;
    }

    /**
     * Reads files.
     *
     * @param name of the data set
     * @throws DatasetException in one sentence that names file and row, and what is wrong there
     */
    public static Dataset read(String name, List<Path> files, DataShape shape) {
        // texts in memory take one or two bytes a character; half of the memory is for others
        return read(name, files, shape, Runtime.getRuntime().maxMemory() / 4);
    }

    static Dataset read(String name, List<Path> files, DataShape shape, long longest) {
        ProblemFiles reading = new ProblemFiles(shape, longest);
        files.forEach(reading::add);
        return reading.dataset(name, files);
    }

    private void add(Path file) {
        String name = String.valueOf(file.getFileName());
        DataFile.read(file, rows -> {
            kinds.add(rows.kind());
            for (Row row = rows.next(); row != null; row = rows.next()) {
                Draft draft = reader.read(name, row);
                drafts.add(draft);
                count(file, draft);
            }
        });
    }

    private void count(Path file, Draft draft) {
        characters += draft.question().length()
                + (draft.answer() == null ? 0 : draft.answer().length());
        for (Map.Entry<String, String> column : draft.columns().entrySet()) {
            characters += column.getKey().length() + column.getValue().length();
        }
        if (characters > longest) {
            throw new DatasetException(
                    "The file %s has more than %d million characters by row %d, which is too much for this process: take a part of them, or give Java a larger heap (-Xmx)."
                            .formatted(file, longest / 1_000_000, drafts.size()));
        }
    }

    private Dataset dataset(String name, List<Path> files) {
        if (drafts.isEmpty()) {
            throw new DatasetException(
                    "The file %s has no problems: it is empty.".formatted(files.isEmpty() ? name : files.getFirst()));
        }
        AnswerRule rule = AnswerRule.of(shape, drafts);
        List<Problem> problems = drafts.stream()
                .map(draft -> new Problem(
                        draft.id(), draft.question(), rule.reference(draft), draft.columns(), draft.prompt()))
                .toList();
        return Dataset.of(name, problems, String.join(" and ", kinds) + "; " + rule.described(drafts));
    }
}
