package io.kafkagrpo.task.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.task.answer.Gsm8kAnswer;
import io.kafkagrpo.task.answer.PythonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads problems from JSON lines {@code {"question": …, "answer": …}}; other keys are its columns,
 * for reward functions; blank lines are passed over.
 *
 * <p>A file is in GSM8K's format if any of its answers has {@code ####} at the start of a line: then the reference
 * answer is what follows it ({@link Gsm8kAnswer}), and a line without it or with two is an error, for taking a
 * whole worked solution as the answer would spoil training unseen. In any other file the answer is the whole text,
 * stripped; a JSON number will do.
 */
final class JsonlProblems {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Of a problem's columns together; a completion's record has room for so much beside its tokens. */
    private static final int LONGEST_COLUMNS = 16_384;

    /** What the parser says of a key that stands twice. */
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

    private record Line(
            int number,
            String question,
            String answer,
            @Nullable String marked,
            Map<String, String> columns) {}

    private final Path file;

    private JsonlProblems(Path file) {
        this.file = file;
    }

    static List<Problem> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DatasetException("The file %s can't be read: %s.".formatted(file, e), e);
        }
        ForeignData.refuse(file, bytes);
        return new JsonlProblems(file).problems(bytes);
    }

    private List<Problem> problems(byte[] bytes) {
        List<Line> lines = lines(bytes);
        if (lines.isEmpty()) {
            throw new DatasetException("The file %s has no problems: it is empty.".formatted(file));
        }
        boolean gsm8k = lines.stream().anyMatch(line -> Gsm8kAnswer.markers(line.answer()) > 0);
        return lines.stream().map(line -> problem(line, gsm8k)).toList();
    }

    private Problem problem(Line line, boolean gsm8k) {
        String reference = gsm8k ? line.marked() : PythonText.strip(line.answer());
        if (reference == null) {
            throw malformed(
                    line.number(),
                    Gsm8kAnswer.markers(line.answer()) > 1
                            ? "\"answer\" has #### at the start of more than one line, where only the final answer has it"
                            : "\"answer\" has no #### at the start of a line, which other lines of this file have");
        }
        if (reference.isEmpty()) {
            throw malformed(line.number(), gsm8k ? "nothing follows #### in \"answer\"" : "\"answer\" is empty");
        }
        return new Problem(file.getFileName() + "#" + line.number(), line.question(), reference, line.columns());
    }

    private List<Line> lines(byte[] bytes) {
        List<Line> lines = new ArrayList<>();
        int start = startAfterByteOrderMark(bytes);
        for (int number = 1; start < bytes.length; number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String text = decode(ByteBuffer.wrap(bytes, start, end - start), number);
            if (!text.isBlank()) {
                lines.add(parse(text, number));
            }
            start = end + 1;
        }
        return lines;
    }

    private static int startAfterByteOrderMark(byte[] bytes) {
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    private String decode(ByteBuffer line, int number) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
        } catch (CharacterCodingException e) {
            throw malformed(number, "it isn't UTF-8", e);
        }
    }

    private Line parse(String text, int number) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed(number, "it isn't one JSON value" + place(text, e), e);
        }
        if (!node.isObject()) {
            throw malformed(number, "it is no JSON object with \"question\" and \"answer\"");
        }
        String question = text(node, "question", number);
        if (question.isBlank()) {
            throw malformed(number, "\"question\" is empty");
        }
        String answer = text(node, "answer", number);
        return new Line(number, question, answer, Gsm8kAnswer.of(answer), columns(node, number));
    }

    private Map<String, String> columns(JsonNode node, int number) {
        Map<String, String> columns = new LinkedHashMap<>();
        int length = 0;
        for (Map.Entry<String, JsonNode> column : node.properties()) {
            if (!column.getKey().equals("question") && !column.getKey().equals("answer")) {
                String value = column.getValue().toString();
                length += column.getKey().length() + value.length();
                columns.put(column.getKey(), value);
            }
        }
        if (length > LONGEST_COLUMNS) {
            throw malformed(
                    number,
                    "its columns besides \"question\" and \"answer\" have %d characters together, but they travel with every completion and may have %d; leave out what no reward function needs"
                            .formatted(length, LONGEST_COLUMNS));
        }
        return columns;
    }

    private String text(JsonNode node, String key, int number) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw malformed(number, "\"%s\" is missing".formatted(key));
        }
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isNumber() && key.equals("answer")) {
            return value.decimalValue().toPlainString();
        }
        throw malformed(number, "\"%s\" is %s instead of a text".formatted(key, shortened(value.toString())));
    }

    /** Where the line goes wrong and what stands there, in our own words: the parser's speak of the parser. */
    private static String place(String line, JsonProcessingException e) {
        Matcher twice = TWICE.matcher(e.getOriginalMessage());
        if (twice.lookingAt()) {
            return ", for the key \"%s\" stands in it twice".formatted(shortened(twice.group(1)));
        }
        if (e.getLocation() == null || e.getLocation().getLineNr() > 1) {
            return ", for it ends too early";
        }
        int column = e.getLocation().getColumnNr();
        if (column > line.stripTrailing().length()) {
            return ", for it ends too early";
        }
        int from = Math.max(0, column - 1);
        return " at column %d, near '%s'"
                .formatted(column, shortened(line.substring(from, Math.min(line.length(), from + 20))));
    }

    /** One line without control characters, not too long. */
    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }

    private DatasetException malformed(int line, String what) {
        return new DatasetException("Line %d of %s is malformed: %s.".formatted(line, file, what));
    }

    private DatasetException malformed(int line, String what, Throwable cause) {
        return new DatasetException("Line %d of %s is malformed: %s.".formatted(line, file, what), cause);
    }
}
