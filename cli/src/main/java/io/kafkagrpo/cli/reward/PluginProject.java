package io.kafkagrpo.cli.reward;

import io.kafkagrpo.task.reward.RewardPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A Maven project with one reward function and its test.
 *
 * @param name of the function, such as {@code few-words}
 */
record PluginProject(String name) {

    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
              <modelVersion>4.0.0</modelVersion>
              <groupId>reward</groupId>
              <artifactId>@name@</artifactId>
              <version>1</version>

              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>

              <dependencies>
                <!-- What kafka-grpo itself has at work; grpo reward new put it there. -->
                <dependency>
                  <groupId>io.kafkagrpo</groupId>
                  <artifactId>reward-api</artifactId>
                  <version>1</version>
                  <scope>system</scope>
                  <systemPath>${project.basedir}/lib/reward-api.jar</systemPath>
                </dependency>
                <dependency>
                  <groupId>org.junit.jupiter</groupId>
                  <artifactId>junit-jupiter</artifactId>
                  <version>@junit@</version>
                  <scope>test</scope>
                </dependency>
              </dependencies>

              <build>
                <plugins>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.14.1</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-surefire-plugin</artifactId>
                    <version>3.5.4</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-jar-plugin</artifactId>
                    <version>3.4.2</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private static final String FUNCTION = """
            package reward;

            import io.kafkagrpo.task.reward.RewardException;
            import io.kafkagrpo.task.reward.RewardFunction;
            import io.kafkagrpo.task.reward.RewardPlugin;
            import io.kafkagrpo.task.reward.ScoringInput;
            import java.util.Map;
            import java.util.Set;

            /**
             * Rewards brevity: 1 for up to so many words as the parameter "words" says, less for more. Change it
             * to what you need.
             *
             * <p>ScoringInput has the completion's text, the question, the reference answer, and the data's other
             * columns. A function depends on it alone, so that a kept completion can be scored again; where there
             * is no value, throw a RewardException: the reward is then missing, never zero. It is called from
             * several threads at a time.
             */
            public final class @Class@ implements RewardPlugin {

                @Override
                public String name() {
                    return "@name@";
                }

                @Override
                public Set<String> parameters() {
                    return Set.of("words");
                }

                @Override
                public RewardFunction create(Map<String, String> parameters) {
                    int words = Integer.parseInt(parameters.get("words"));
                    if (words < 1) {
                        throw new IllegalArgumentException("words is " + words + "; allowed is 1 or more.");
                    }
                    return new Function(name(), words);
                }

                private record Function(String name, int words) implements RewardFunction {
                    @Override
                    public double score(ScoringInput input) throws RewardException {
                        if (input.text().isBlank()) {
                            throw new RewardException("The completion has no words.");
                        }
                        int count = input.text().strip().split("\\\\s+").length;
                        return Math.min(1, (double) words / count);
                    }
                }
            }
            """;

    private static final String TEST = """
            package reward;

            import static org.junit.jupiter.api.Assertions.assertEquals;
            import static org.junit.jupiter.api.Assertions.assertThrows;

            import io.kafkagrpo.rollout.FinishReason;
            import io.kafkagrpo.task.reward.RewardException;
            import io.kafkagrpo.task.reward.RewardFunction;
            import io.kafkagrpo.task.reward.ScoringInput;
            import java.util.Map;
            import org.junit.jupiter.api.Test;

            class @Class@Test {
                private final RewardFunction function = new @Class@().create(Map.of("words", "2"));

                @Test
                void moreWordsGiveLess() throws RewardException {
                    assertEquals(1, function.score(completion("just two")));
                    assertEquals(0.5, function.score(completion("these are four words")));
                }

                @Test
                void noWordsGiveNoValue() {
                    assertThrows(RewardException.class, () -> function.score(completion(" ")));
                }

                private static ScoringInput completion(String text) {
                    return new ScoringInput("question", "answer", text, FinishReason.STOP, 4);
                }
            }
            """;

    /** The version of JUnit that this project itself is tested with. */
    private static final String JUNIT = "5.13.4";

    void write(Path folder) throws IOException {
        write(folder.resolve("pom.xml"), POM);
        write(folder.resolve("src/main/java/reward/" + className() + ".java"), FUNCTION);
        write(folder.resolve("src/test/java/reward/" + className() + "Test.java"), TEST);
        write(
                folder.resolve("src/main/resources/META-INF/services/" + RewardPlugin.class.getName()),
                "reward.@Class@\n");
        Path api = folder.resolve("lib/reward-api.jar");
        Files.createDirectories(api.getParent());
        ApiJar.write(api);
    }

    private void write(Path file, String template) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                template.replace("@name@", name).replace("@Class@", className()).replace("@junit@", JUNIT));
    }

    /** {@code few-words} is a FewWordsReward; so no name is that of a class of Java. */
    private String className() {
        return Arrays.stream(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("", "", "Reward"));
    }
}
