package io.kafkagrpo.task.reward.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python functions in real worker processes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PythonRewardTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void requirePython() throws InterruptedException {
        assumeTrue(Python.isThere(), Python.MISSING);
    }

    @Test
    void aFunctionOfTrlsSignatureWorksAsItIs() throws Exception {
        // Given a function that reads completions, prompts, the answer and a column of the data
        try (RewardSet rewards = open("""
                def reward(completions, **columns):
                    assert columns["prompts"] == ["q"] * len(completions)
                    return [len(c) + columns["level"][i] + (columns["answer"][i] == "8") / 10
                            for i, c in enumerate(completions)]
                """, Map.of())) {
            // When many are asked at a time
            List<CompletableFuture<List<RewardOutcome>>> asked = IntStream.range(0, 200)
                    .mapToObj(i -> rewards.ask(
                            new ScoringInput("q", "8", "x".repeat(i), FinishReason.STOP, 1, Map.of("level", "0.25"))))
                    .toList();
            // Then each gets its own value
            for (int i = 0; i < asked.size(); i++) {
                assertThat(asked.get(i).join()).containsExactly(new RewardOutcome.Value("style", 1, i + 0.35));
            }
        }
    }

    @Test
    void conversationsAndAsynchronousFunctionsWork() throws Exception {
        try (RewardSet rewards = open("""
                async def judge(prompts, completions):
                    return [len(c[0]["content"]) if p[-1]["role"] == "user" else None
                            for p, c in zip(prompts, completions)]
                """, Map.of("function", "judge", "format", "messages"))) {
            assertThat(rewards.score(input("four"))).containsExactly(new RewardOutcome.Value("style", 1, 4));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raise ValueError('broken')                | failed: ValueError: broken (line 3).",
                "return [None]                             | has no value: it gave None.",
                "return [float('nan')]                     | has no value: it gave nan.",
                "return ['0.5']                            | has no value: it gave '0.5' instead of a number.",
                "return []                                 | failed: ValueError: it gave 0 values for 1 completions.",
                "return 0.5                                | failed: TypeError: it gave 0.5 instead of a list of numbers.",
                "return [1] * 10**10                       | failed: MemoryError",
                "import sys; sys.exit(3)                   | failed: SystemExit: 3 (line 3).",
                "import os; os._exit(3)                    | ended without an answer: it ended with exit code 3.",
                "import os, signal; os.kill(os.getpid(), 9)| ended without an answer: it ended with exit code 137.",
                "import time; time.sleep(1000)             | gave no answer within 2000 ms and was killed.",
                "while True: pass                          | gave no answer within 2000 ms and was killed.",
                "return reward(completions)                | failed: RecursionError",
            })
    void whatAFunctionDoesWrongIsAMissingValueAndTheNextIsScored(String code, String reason) throws Exception {
        // Given a function that goes wrong at one completion
        try (RewardSet rewards = open("""
                def reward(completions, **columns):
                    if "bad" in completions:
                        %s
                    return [1.0 for _ in completions]
                """.formatted(code), Map.of("timeout", "2", "memory-mb", "512"))) {
            // When it is asked among others
            List<CompletableFuture<List<RewardOutcome>>> asked =
                    List.of(rewards.ask(input("good")), rewards.ask(input("bad")), rewards.ask(input("good")));
            // Then that one alone is missing, with its reason
            assertThat(asked.get(0).join()).containsExactly(new RewardOutcome.Value("style", 1, 1));
            assertThat(asked.get(1).join())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RewardOutcome.Missing.class,
                            missing -> assertThat(missing.because()).contains(reason));
            assertThat(asked.get(2).join()).containsExactly(new RewardOutcome.Value("style", 1, 1));
        }
    }

    @Test
    void whatAScriptPrintsCannotBreakTheProtocol() throws Exception {
        // Given a script that prints by every way there is, and forks
        try (RewardSet rewards = open("""
                import os, subprocess, sys
                print("at the start")
                def reward(completions, **columns):
                    print('{"id": 1, "values": [9]}')
                    sys.stdout.write("no end of line")
                    os.write(1, b"raw\\n")
                    subprocess.run(["echo", "from a program"])
                    if os.fork() == 0:
                        return [7.0]
                    return [0.5]
                """, Map.of())) {
            for (int i = 0; i < 3; i++) {
                assertThat(rewards.score(input("text"))).containsExactly(new RewardOutcome.Value("style", 1, 0.5));
            }
        }
    }

    @Test
    void aWorkerIsEndedWithAllThatItStarted() throws Exception {
        // Given a function that starts a process, writes its number down and hangs
        Path numbers = folder.resolve("numbers");
        try (RewardSet rewards = open("""
                import os, subprocess, time
                def reward(completions, **columns):
                    child = subprocess.Popen(["sleep", "1000"])
                    with open(%s, "w") as file:
                        file.write("%%d %%d" %% (os.getpid(), child.pid))
                    time.sleep(1000)
                """.formatted("\"" + numbers + "\""), Map.of("timeout", "1"))) {
            // When it is late
            assertThat(rewards.score(input("text"))).singleElement().asString().contains("was killed");
        }
        // Then both have ended
        for (String number : Files.readString(numbers).split(" ")) {
            ProcessHandle.of(Long.parseLong(number))
                    .ifPresent(process -> process.onExit().join());
        }
    }

    @Test
    void theHashCoversTheScriptButNotItsPlaceNorTheWorkers() throws Exception {
        Path one = script("one.py", "def reward(completions, **c): return [1.0] * len(completions)");
        Path same = script("same.py", Files.readString(one));
        Path other = script("other.py", "def reward(completions, **c): return [2.0] * len(completions)");

        String hash = hash(one, Map.of());
        assertThat(hash(same, Map.of("workers", "2", "timeout", "3"))).isEqualTo(hash);
        assertThat(hash(other, Map.of())).isNotEqualTo(hash);
        assertThat(hash(one, Map.of("format", "messages"))).isNotEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def reward(:       | SyntaxError: invalid syntax",
                "import no_such     | ModuleNotFoundError: No module named 'no_such' (line 1)",
                "reward = 3         | LookupError: the script has no function reward",
                "raise SystemExit   | SystemExit",
            })
    void aScriptThatCannotBeLoadedRefusesTheStart(String code, String reason) {
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> open(code, Map.of()))
                .withMessageContainingAll("\"style\" can't be made: script is", "which python3 can't run", reason);
    }

    @Test
    void wrongParametersAreNamed() {
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> open("", Map.of("timeout", "soon")))
                .withMessageContaining("timeout is \"soon\"; allowed is seconds, from 0.1 to 3600.");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> open("", Map.of("interpreter", "no-such-python")))
                .withMessageContaining("which no-such-python can't run: it can't be started");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> RewardSet.of(
                        List.of(new RewardSpecification("s", 1, Map.of("python.script", "/no/such.py"))),
                        OutsideRewards.registry(List.of())))
                .withMessageContaining("script is /no/such.py, which isn't there");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> open("", Map.of("scirpt", "x")))
                .withMessageContaining("has no parameter \"scirpt\"; it takes script, ");
    }

    private RewardSet open(String code, Map<String, String> more) throws Exception {
        return open(script("style.py", code), more);
    }

    private static RewardSet open(Path script, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(Map.of("python.script", script.toString()));
        more.forEach((key, value) -> parameters.put("python." + key, value));
        return RewardSet.of(
                List.of(new RewardSpecification("style", 1, parameters)), OutsideRewards.registry(List.of()));
    }

    private static String hash(Path script, Map<String, String> more) {
        try (RewardSet rewards = open(script, more)) {
            return rewards.configurationHash();
        }
    }

    private Path script(String name, String code) throws Exception {
        return Files.writeString(folder.resolve(name), code);
    }

    private static ScoringInput input(String text) {
        return new ScoringInput("q", "a", text, FinishReason.STOP, 1);
    }
}
