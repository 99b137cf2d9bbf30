package io.kafkagrpo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wrong command lines, configurations, data and models: one sentence for a person, the right exit code, nothing
 * of our insides.
 */
class WrongCommandsTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Path MINI = Path.of("..", "config", "models", "mini");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    /** What only a programmer understands. */
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|\\b(java|javax|com|org|ai|io)\\.[a-z]+\\.|jackson|snakeyaml|smallrye|picocli|Source:|Optional\\[|\\bnull\\b");

    @TempDir
    Path folder;

    private record Case(int line, List<String> command, int exitCode, String sentence) {}

    @TestFactory
    Stream<DynamicTest> oneSentenceAndTheRightCode() throws IOException {
        List<Case> cases = cases();
        assertThat(cases).hasSizeGreaterThan(100);
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(
                        "line %d: %s".formatted(each.line(), String.join(" ", each.command())), () -> check(each)));
    }

    private static void check(Case wrong) {
        // When
        CommandRun run = CommandRun.of(wrong.command().toArray(String[]::new));
        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(wrong.exitCode());
        assertThat(run.err()).contains(wrong.sentence());
        // progress may come before it
        List<String> said =
                run.err().lines().dropWhile(line -> !line.startsWith("grpo: ")).toList();
        assertThat(said).isNotEmpty();
        // the second line, if any, says where help is
        assertThat(said).hasSizeLessThanOrEqualTo(2);
        assertThat(run.err().replace("\n", ""))
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern(INSIDES);
        assertThat(run.out()).doesNotContainPattern(INSIDES);
        assertThat(run.out() + run.err()).as("secrets").doesNotContain("planted");
    }

    private List<Case> cases() throws IOException {
        List<String> lines = Files.readAllLines(RESOURCES.resolve("wrong-commands.txt"));
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("#")) {
                String[] parts = filled(lines.get(i)).split("\\|", -1);
                cases.add(new Case(i + 1, words(parts[0]), Integer.parseInt(parts[1].strip()), parts[2].strip()));
            }
        }
        return cases;
    }

    private String filled(String line) {
        return line.replace("{wrong}", RESOURCES.resolve("wrong").toString())
                .replace("{mini}", MINI.toString())
                .replace("{new}", folder.resolve("new").toString())
                .replace("\\u001b", "\u001b")
                .replace("\\u0000", "\u0000");
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group().replace("\"", ""));
        }
        return words;
    }
}
