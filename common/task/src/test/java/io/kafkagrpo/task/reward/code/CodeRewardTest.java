package io.kafkagrpo.task.reward.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import io.kafkagrpo.task.reward.process.Bubblewrap;
import io.kafkagrpo.task.reward.slow.BatchReward;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs, also hostile ones, in the real sandbox; skipped where bubblewrap is not installed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CodeRewardTest {
    private static RewardSet rewards;

    @BeforeAll
    static void open() {
        try {
            Bubblewrap.path();
        } catch (IllegalArgumentException e) {
            assumeTrue(false, e.getMessage());
        }
        rewards = RewardSet.of(
                List.of(new RewardSpecification("code", 1, Map.of("test-seconds", "3", "test-memory-mb", "256"))),
                OutsideRewards.registry(List.of()));
    }

    @AfterAll
    static void close() {
        if (rewards != null) {
            rewards.close();
        }
    }

    @Test
    void theShareOfPassedTestsCounts() {
        String program = """
                Here it is:
                ```python
                def double(x): return 2 * x if x < 10 else 0
                ```
                """;
        assertThat(score(program, Map.of("tests", "[\"assert double(2) == 4\", \"assert double(20) == 40\"]")))
                .containsExactly(
                        new RewardOutcome.Value("code", 1, 0.5, "1 of 2 tests passed; test 2: AssertionError"));
    }

    @Test
    void aSandboxThatFailsSaysNothingOfTheProgram() throws Exception {
        Sandbox broken = new Sandbox("/usr/bin/no-such-python", Duration.ofSeconds(3), 256, 16);
        ScoringInput input =
                new ScoringInput("q", "a", "x = 1", FinishReason.STOP, 1, Map.of("tests", "[\"assert x == 1\"]"));
        assertThat(new CodeReward(broken).score(List.of(input)))
                .isInstanceOfSatisfying(
                        BatchReward.Result.All.class,
                        all -> assertThat(all.answer())
                                .isInstanceOf(SlowReward.Answer.Unavailable.class)
                                .asString()
                                .contains("The sandbox did not come to run the program"));
    }

    @Test
    void mbppsColumnsAreRead() {
        assertThat(value(
                        "def area(r): return math.pi * r * r",
                        Map.of(
                                "test_imports",
                                "[\"import math\"]",
                                "test_setup_code",
                                "\"unit = 1\"",
                                "test_list",
                                "[\"assert 3 < area(unit) < 4\"]")))
                .isEqualTo(1);
    }

    @Test
    void humanEvalsColumnsAreRead() {
        // Given a problem whose question is the beginning of a function
        String test = "\"def check(candidate):\\n    assert candidate(2) == 3\\n\"";
        Map<String, String> columns = Map.of("test", test, "entry_point", "\"next_one\"");
        // Then a completion may go on from there, or write all of it
        assertThat(value("    return n + 1", columns)).isEqualTo(1);
        assertThat(value("def next_one(n):\n    return n + 1", columns)).isEqualTo(1);
        assertThat(value("    return n", columns)).isZero();
    }

    @Test
    void programsMayReadAndPrint() {
        String tests = "[{\"input\": \"1 2\\n\", \"output\": \"3\\n\"}, {\"input\": \"2 2\", \"output\": \"4\"}]";
        assertThat(value("print(sum(map(int, input().split())))  ", Map.of("tests", tests)))
                .isEqualTo(1);
        assertThat(value("print(3)", Map.of("tests", tests))).isEqualTo(0.5);
    }

    @Test
    void aProblemWithoutTestsHasNoValue() {
        assertThat(score("x = 1", Map.of())).asString().contains("The problem has no tests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "while True: pass                                                 | it took longer than 3000 ms",
                "import time; time.sleep(100)                                     | it took longer than 3000 ms",
                "x = [0] * 10**9                                                  | MemoryError",
                "open('/etc/passwd').read()                                       | No such file or directory: '/etc/passwd'",
                "import os; os.listdir('/root')                                   | No such file or directory: '/root'",
                "open('/usr/mine', 'w')                                           | Read-only file system: '/usr/mine'",
                "import shutil; shutil.rmtree('/usr')                             | Read-only file system",
                "import socket; socket.create_connection(('1.1.1.1', 80), 1)      | Network is unreachable",
                "import os, signal; os.kill(1, signal.SIGKILL); os._exit(0)       | exit code 0 without what was asked for",
                "import sys; sys.exit(0)                                          | exit code 0 without what was asked for",
                "import os; os._exit(0)                                           | exit code 0 without what was asked for",
                "raise SystemExit                                                 | exit code 0 without what was asked for",
                "open('big', 'w').write('x' * 2**25)                              | File too large",
                "import os; [os.fork() for _ in range(20)]                        | Resource temporarily unavailable",
                "import os; exec('while True: os.fork()')                              | Resource temporarily unavailable",
                "f = lambda: f(); f()                                             | RecursionError",
                "print('x' * 2**22); assert False                                 | AssertionError",
            })
    void aHostileProgramFailsItsTestAndNothingElse(String program, String complaint) {
        assertThat(score(program, Map.of("tests", "[\"pass\"]")))
                .singleElement()
                .isInstanceOfSatisfying(RewardOutcome.Value.class, outcome -> {
                    assertThat(outcome.value()).isZero();
                    assertThat(outcome.answer()).contains("0 of 1 tests passed; test 1: ", complaint);
                });
        assertThat(value("x = 1", Map.of("tests", "[\"assert x == 1\"]"))).isEqualTo(1);
    }

    @Test
    void anInterpreterThatIsNotThereRefusesTheStart() {
        assertThatCode(() -> RewardSet.of(
                        List.of(new RewardSpecification("code", 1, Map.of("interpreter", "/usr/bin/no-python"))),
                        OutsideRewards.registry(List.of())))
                .isInstanceOf(RewardConfigurationException.class)
                .hasMessageContainingAll(
                        "which needs /usr/bin/no-python below /usr and user namespaces: ",
                        "bwrap: execvp /usr/bin/no-python: No such file or directory");
    }

    private static double value(String program, Map<String, String> columns) {
        return score(program, columns).getFirst() instanceof RewardOutcome.Value value ? value.value() : Double.NaN;
    }

    private static List<RewardOutcome> score(String program, Map<String, String> columns) {
        return rewards.score(new ScoringInput("def next_one(n):\n", "", program, FinishReason.STOP, 1, columns));
    }
}
