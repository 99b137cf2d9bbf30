package io.kafkagrpo.cli.reward;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.ScoringInput;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewardNewCommandTest {
    @TempDir
    Path folder;

    @Test
    void theProjectCompilesAndItsJarScores() throws Exception {
        // Given the project
        Path project = folder.resolve("few-words");
        CommandRun run = CommandRun.of("reward", "new", "few-words", "--folder", project.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("mvn package", "few-words: {weight: 1, words: 20}");
        // When it is compiled against the jar in its own folder lib alone, and packed
        Path jar = pack(project);
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                model: m
                steps: 1
                data: {train: arithmetic}
                rewards:
                  plugins: [%s]
                  few-words: {weight: 2, words: 3}
                """.formatted(jar.getFileName()));
        // Then a configuration that names it, relative to itself, scores with it
        try (RewardSet rewards =
                RunSettings.load(file, Map.of()).configuredRewards().open()) {
            assertThat(rewards.score(new ScoringInput("q", "a", "one two three four", FinishReason.STOP, 4)))
                    .containsExactly(new RewardOutcome.Value("few-words", 2, 0.75));
        }
    }

    @ParameterizedTest
    @CsvSource({"few-words, FewWordsReward", "function, FunctionReward", "map, MapReward", "math, MathReward"})
    void itsTestCompilesTooWhateverTheName(String name, String type) throws Exception {
        Path project = folder.resolve(name);
        CommandRun.of("reward", "new", name, "--folder", project.toString());
        assertThat(compile(
                        System.getProperty("java.class.path"),
                        Files.createDirectory(folder.resolve("tests")),
                        project.resolve("src/main/java/reward/%s.java".formatted(type)),
                        project.resolve("src/test/java/reward/%sTest.java".formatted(type))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Few", "few_words", "few--words", "-few", "9few", "../few", ""})
    void namesThatMakeNoClassAreRefused(String name) {
        CommandRun run = CommandRun.of(
                "reward", "new", "--folder", folder.resolve("project").toString(), "--", name);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("is not made of lower-case letters");
        assertThat(folder.resolve("project")).doesNotExist();
    }

    @Test
    void whatIsThereAlreadyIsLeftAlone() {
        CommandRun run = CommandRun.of("reward", "new", "few", "--folder", folder.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("There is already " + folder);
    }

    private Path pack(Path project) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(compile(
                        project.resolve("lib/reward-api.jar").toString(),
                        classes,
                        project.resolve("src/main/java/reward/FewWordsReward.java")))
                .isZero();
        Path jar = folder.resolve("few-words-1.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path root : List.of(classes, project.resolve("src/main/resources"))) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path one : files.filter(Files::isRegularFile).toList()) {
                        entries.putNextEntry(new JarEntry(root.relativize(one).toString()));
                        entries.write(Files.readAllBytes(one));
                        entries.closeEntry();
                    }
                }
            }
        }
        return jar;
    }

    private static int compile(String classPath, Path classes, Path... sources) {
        Stream<String> options = Stream.of("-proc:none", "-cp", classPath, "-d", classes.toString());
        return ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        Stream.concat(options, Stream.of(sources).map(Path::toString))
                                .toArray(String[]::new));
    }
}
