package io.kafkagrpo.task.reward.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One test of a programming problem. */
sealed interface ProgramTest {

    /** @param before comes before the program, such as imports or the part of a function that was given */
    record Check(String before, String assertion) implements ProgramTest {}

    /** What the program reads, and what it has to print; white space at the ends of lines doesn't count. */
    record Talk(String input, String output) implements ProgramTest {}

    /**
     * The tests that a problem's columns hold: {@code tests}, a list of assertions or of objects with input and
     * output; MBPP's {@code test_list} with {@code test_setup_code} and {@code test_imports}; HumanEval's {@code
     * test} with {@code entry_point}.
     *
     * @throws RewardException if there are none, or one that is neither kind
     */
    static List<ProgramTest> of(ScoringInput input, String program) throws RewardException {
        List<ProgramTest> tests = new ArrayList<>();
        String setup =
                String.join("\n", texts(column(input, "test_imports"))) + "\n" + text(column(input, "test_setup_code"));
        for (String name : List.of("tests", "test_list")) {
            for (JsonNode test : column(input, name)) {
                if (test.isTextual()) {
                    tests.add(new Check(setup, test.textValue()));
                } else if (test.path("output").isTextual()
                        && (test.path("input").isTextual() || test.path("input").isMissingNode())) {
                    tests.add(new Talk(text(test.path("input")), text(test.path("output"))));
                } else {
                    throw new RewardException(
                            "A test in the problem's column %s is %s; it must be an assertion, or an object whose input and output are texts."
                                    .formatted(name, shortened(test.toString())));
                }
            }
        }
        String check = text(column(input, "test"));
        String entry = text(column(input, "entry_point"));
        if (!check.isEmpty() && !entry.isEmpty()) {
            String given = defines(program, entry) ? setup : setup + "\n" + input.question();
            tests.add(new Check(given, check + "\ncheck(" + entry + ")\n"));
        }
        if (tests.isEmpty()) {
            throw new RewardException(
                    "The problem has no tests: its columns have neither tests, nor test_list, nor test and entry_point.");
        }
        return tests;
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static boolean defines(String program, String function) {
        return Pattern.compile("\\bdef\\s+" + Pattern.quote(function) + "\\s*\\(")
                .matcher(program)
                .find();
    }

    private static JsonNode column(ScoringInput input, String name) throws RewardException {
        try {
            return RewardRows.read(input.columns().getOrDefault(name, ""));
        } catch (JsonProcessingException e) {
            throw new RewardException("The problem's column %s is no JSON.".formatted(name), e);
        }
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(ProgramTest::text).toList();
    }
}
