package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of any name and shape, as the keys under data.columns say. */
class ColumnsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"Question":"2+3?","Answer":"5"}                              | question=Question,answer=Answer              | 5
        {"problem":"2+3?","solution":"So \\boxed{5}.","level":"1"}    | question=problem,answer=solution             | 5
        {"prompt":[{"role":"user","content":"2+3?"}],"ground_truth":"5"} | messages=prompt,answer=ground_truth      | 5
        {"data_source":"x","prompt":[{"role":"user","content":"2+3?"}],"reward_model":{"style":"rule","ground_truth":"5"}} | messages=prompt,answer=reward_model.ground_truth | 5
        {"prompt":[{"role":"user","content":"2+3?"}],"a":["4","5"]}   | question=prompt[0].content,answer=a[-1]      | 5
        {"prompt":[{"role":"user","content":"2+3?"}],"a":["4","5"]}   | question=prompt.0.content,answer=a.1         | 5
        {"question":"2+3?","a.b":"5","a":{"b":"6"}}                   | answer=a.b                                   | 5
        {"question":"2+3?","extra":"{\\"gold\\":[5]}"}                | answer=extra.gold[0]                         | 5
        {"question":"2+3?","answer":true}                             | question=question                            | true
        {"messages":"[{\\"role\\":\\"user\\",\\"content\\":\\"2+3?\\"}]","answer":5} | messages=messages                     | 5
        """)
    void theAnswerIsFoundWhereTheKeysSay(String line, String columns, String answer) throws IOException {
        Problem problem =
                read(line.replace("\\boxed", "\\\\boxed"), columns).problems().getFirst();
        assertThat(problem.question()).isEqualTo("2+3?");
        assertThat(problem.referenceAnswer()).isEqualTo(answer);
    }

    @Test
    void allOtherColumnsReachTheRewardFunctions() throws IOException {
        String line = "{\"question\":\"q\",\"answer\":\"1\",\"level\":3,\"tags\":[\"a\"],\"note\":null}";
        assertThat(read(line, "").problems().getFirst().columns())
                .containsExactly(Map.entry("level", "3"), Map.entry("tags", "[\"a\"]"), Map.entry("note", "null"));
        Map<String, String> keep = Map.of("data.columns.keep", "level");
        assertThat(open(line, keep).problems().getFirst().columns()).containsExactly(Map.entry("level", "3"));
        String long16k = "{\"question\":\"q\",\"answer\":\"1\",\"x\":\"%s\"}".formatted("y".repeat(17_000));
        assertThatThrownBy(() -> read(long16k, ""))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("Line 1", "17003 characters", "16384", "data.columns.keep");
        assertThat(open(long16k, keep).size()).isEqualTo(1);
    }

    @Test
    void aChatKeepsItsPartsToolsAndVariables() throws IOException {
        String line = """
            {"chat":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":1}]},\
            {"role":"tool","content":[{"type":"text","text":"4"}],"name":"f"}],"gold":"4",\
            "tools":[{"type":"function","function":{"name":"f"}}],"kwargs":{"enable_thinking":false,"k":null}}\
            """;
        Problem problem = read(line, "messages=chat,answer=gold,tools=tools,template-variables=kwargs")
                .problems()
                .getFirst();
        assertThat(problem.question()).isEqualTo("Hi");
        assertThat(problem.prompt().messages()).hasSize(3);
        assertThat(problem.prompt().messages().get(1).more()).containsEntry("tool_calls", List.of(Map.of("id", 1L)));
        assertThat(problem.prompt().messages().get(2).content()).isEqualTo("4");
        assertThat(problem.prompt().messages().get(2).asMap().get("content"))
                .isEqualTo(List.of(Map.of("type", "text", "text", "4")));
        assertThat(problem.prompt().variables())
                .containsEntry("enable_thinking", false)
                .containsKey("tools")
                .doesNotContainKey("k");
        // the record has no other place for a chat
        assertThat(problem.columns()).containsKeys("chat", "tools", "kwargs").doesNotContainKey("gold");
    }

    @Test
    void aRowsOwnSystemMessageIsItsOwn() throws IOException {
        Dataset data = read("""
                {"question":"a","answer":"1","sys":"Be brief."}
                {"question":"b","answer":"2","sys":null}\
                """, "system=sys");
        assertThat(data.problems().get(0).prompt().system()).isEqualTo("Be brief.");
        assertThat(data.problems().get(1).prompt().system()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"Question":"a","Answer":"1"}                    | answer=Answer     | "question" is missing; it has "Question", "Answer", and data.columns.question names the column of the question, such as data.columns.question: Question
        {"problem":"a","solution":"1"}                   | question=problem  | "answer" is missing; it has "problem", "solution", and data.columns.answer names the column of the answer, such as data.columns.answer: solution
        {"prompt":[{"role":"user","content":"a"}],"answer":"1"} |            | or data.columns.messages a list of messages, such as data.columns.messages: prompt
        {"question":"a","reward_model":{"ground_truth":"5"}} |               | such as data.columns.answer: reward_model.ground_truth
        {"question":[{"role":"user","content":"a"}],"answer":"1"} |          | which data.columns.messages: question would take
        {"question":"a","answer":["1"]}                  |                   | a way into it is written as answer[0]
        {"m":[],"answer":"1"}                            | messages=m        | instead of a list of at least one message
        {"m":[{"role":"user"}],"answer":"1"}             | messages=m        | instead of an object with the texts role and content
        {"m":[{"role":"assistant","content":"x"}],"answer":"1"} | messages=m | the last message of "m" is the assistant's
        {"x":1,"answer":"1"}                             | messages=m        | "m", which data.columns.messages names, is missing; it has "x", "answer"
        {"m":[{"role":"system","content":"x"},{"role":"user","content":"y"}],"s":"z","answer":"1"} | messages=m,system=s | a chat has one
        {"question":"a","answer":"1","t":{}}             | tools=t           | "t" has {} instead of a list of at least one tool
        {"question":"a","answer":"1","k":[1]}            | template-variables=k | instead of an object of template variables
        {"question":"a","answer":"1","k":{"n":123456789012345678901}} | template-variables=k | instead of a number of 64 bits at most
        """)
    void whatIsMissingOrWrongIsNamedWithTheLinesOwnKeys(String line, String columns, String what) {
        assertThatThrownBy(() -> read(line, columns == null ? "" : columns))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("Line 1 of " + folder.resolve("data.jsonl") + " is malformed: ")
                .hasMessageContaining(what)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        gsm8k | x\\n#### 5         | 5   | answer: what follows #### (data.answer)
        boxed | a \\boxed{1} \\boxed{\\frac{1}{2}} | \\frac{1}{2} | answer: what the last \\boxed{} holds (data.answer)
        as-is | #### 5             | #### 5 | answer: as it is (data.answer)
        regex | A: 4. A: 5.        | 5   | answer: what data.answer-pattern finds (data.answer)
        auto  | x\\n#### 5         | 5   | answer: what follows ####, as the file shows
        auto  | so \\boxed{5}      | 5   | answer: what the last \\boxed{} holds, as the file shows
        auto  | 5                  | 5   | answer: as it is, as the file shows
        """)
    void theAnswersRuleIsTheFilesOrTheConfigurations(String rule, String answer, String reference, String told)
            throws IOException {
        Map<String, String> keys = new LinkedHashMap<>(Map.of("data.answer", rule));
        if (rule.equals("regex")) {
            keys.put("data.answer-pattern", "A: (\\d)");
        }
        String json = answer.replace("\\n", "\n").replace("\\", "\\\\").replace("\n", "\\n");
        Dataset data = open("{\"question\":\"q\",\"answer\":\"%s\"}".formatted(json), keys);
        assertThat(data.problems().getFirst().referenceAnswer()).isEqualTo(reference);
        assertThat(data.origin()).isEqualTo("JSON lines; " + told);
    }

    @Test
    void markdownsHeadingsAreNoMarkers() throws IOException {
        String twoHeadings = """
            {"question":"a","answer":"5"}
            {"question":"b","answer":"#### Step 1\\nadd\\n#### Result\\n6"}\
            """;
        assertThatThrownBy(() -> read(twoHeadings, ""))
                .hasMessageContaining("Line 1")
                .hasMessageContaining("data.answer: as-is takes answers as they are");
        assertThat(open(twoHeadings, Map.of("data.answer", "as-is"))
                        .problems()
                        .getLast()
                        .referenceAnswer())
                .startsWith("#### Step 1");
    }

    @Test
    void dataWithoutAnswersIsAllowedWhereItIsSaid() throws IOException {
        Dataset data = open("{\"question\":\"q\"}", Map.of("data.columns.answer", ""));
        assertThat(data.problems().getFirst().referenceAnswer()).isEmpty();
        assertThat(data.origin()).endsWith("no answers");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        data.columns.question=a[b]          | is not a column's name, or a way into it
        data.answer=regex                   | needs data.answer-pattern
        data.answer-pattern=x               | needs data.answer: regex, which is 'auto'
        data.answer=gsm                     | is not one of auto, gsm8k, boxed, as-is, regex
        data.columns.quest=a                | the nearest one is 'data.columns.question'
        """)
    void aWrongKeyIsRefused(String setting, String what) {
        String[] parts = setting.split("=");
        assertThatThrownBy(() -> open("{\"question\":\"q\",\"answer\":\"1\"}", Map.of(parts[0], parts[1])))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(what);
    }

    private Dataset read(String lines, String columns) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String column : columns.split(",")) {
            if (!column.isBlank()) {
                keys.put("data.columns." + column.split("=")[0], column.split("=")[1]);
            }
        }
        return open(lines, keys);
    }

    private Dataset open(String lines, Map<String, String> keys) throws IOException {
        Path file = Files.writeString(folder.resolve("data.jsonl"), lines);
        Path config = Files.writeString(
                folder.resolve("run.yaml"),
                "model: m\nsteps: 1\nrewards: {correctness: 1}\ndata: {train: \"%s\"}\n".formatted(file));
        return DataFromSettings.training(RunSettings.load(config, keys));
    }
}
