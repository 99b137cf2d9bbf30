package io.kafkagrpo.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.model.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The archives that gpu-check/programs.py writes are those of the engine on a GPU, so that the script checks
 * the very programs.
 */
class GpuCheckProgramsTest {

    private static final Path SCRIPT = Path.of("..", "..", "gpu-check", "programs.py");

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPython() throws IOException, InterruptedException {
        assumeTrue(hasPython(), "no python3 of version 3.10 or newer: gpu-check is not compared with the engine");
    }

    private static boolean hasPython() throws IOException, InterruptedException {
        var lookedFor = new ProcessBuilder("sh", "-c", "python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'");
        return lookedFor.redirectErrorStream(true).start().waitFor() == 0;
    }

    @ParameterizedTest
    @EnumSource(TestEngine.Tiny.class)
    void entriesAreTheEngines(TestEngine.Tiny tiny) throws IOException, InterruptedException {
        // Given a model
        Path model = tiny.write(directory);
        var config = ModelConfig.read(model);

        // When the script writes its programs
        Process python = new ProcessBuilder(
                        "python3",
                        SCRIPT.toString(),
                        model.resolve("config.json").toString(),
                        directory.resolve("programs").toString())
                .redirectErrorStream(true)
                .start();
        var printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(printed).isZero();

        // Then every entry is, in order and byte by byte, what the engine gives to libtorch
        assertEntries("generator.pt", ProgramArchives.generator(config, ProgramArchives.Products.PLAIN));
        assertEntries("trainer.pt", ProgramArchives.trainer(config));
        assertEntries("weights.pt", ProgramArchives.weights());
    }

    private void assertEntries(String file, InputStream engines) throws IOException {
        try (InputStream written =
                Files.newInputStream(directory.resolve("programs").resolve(file))) {
            Map<String, byte[]> expected = entries(engines);
            Map<String, byte[]> actual = entries(written);
            assertThat(actual.keySet()).as(file).containsExactlyElementsOf(expected.keySet());
            expected.forEach((name, content) ->
                    assertThat(actual.get(name)).as(file + " " + name).isEqualTo(content));
        }
    }

    private static Map<String, byte[]> entries(InputStream archive) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }
}
