package io.kafkagrpo.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Templates of a folder, each with what Jinja makes of it: {@code expected.tsv} has a head and then a
 * template's file name, its text and any other columns a line. {@code -Dreference.templates=DIR} names another
 * folder of the format.
 */
class TemplateCasesTest {

    private static final Map<String, Object> VARIABLES = Map.of(
            "messages",
            List.of(Map.of("role", "user", "content", "Hi")),
            "add_generation_prompt",
            true,
            "bos_token",
            "<s>",
            "eos_token",
            "</s>");

    @TestFactory
    Stream<DynamicTest> templatesOfTheFolderRenderAsJinjaRendersThem() throws IOException {
        Path folder = folder();
        assumeTrue(Files.exists(folder.resolve("expected.tsv")), "There is no " + folder.resolve("expected.tsv") + ".");
        List<String[]> rows = Files.readAllLines(folder.resolve("expected.tsv")).stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).isNotEmpty();
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row[0], () -> {
                    String template = Files.readString(folder.resolve(row[0]));
                    String rendered = Template.parse(template).render(VARIABLES, Clock.systemUTC());
                    // a line of the table can't hold a line end as it is
                    assertThat(rendered.replace("\n", "\\n").replace("\t", "\\t"))
                            .isEqualTo(row[1]);
                }));
    }

    /** A path is taken from the module or from the repository's root. */
    private static Path folder() throws IOException {
        String given = System.getProperty("reference.templates", "");
        Path shared = Path.of("..", "..", "..", "shared", "cases", "20-jinja-gaps");
        return given.isEmpty()
                ? shared
                : Stream.of(Path.of(given), Path.of("..", "..").resolve(given))
                        .filter(Files::isDirectory)
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("reference.templates names " + given + ", which is no folder"));
    }
}
