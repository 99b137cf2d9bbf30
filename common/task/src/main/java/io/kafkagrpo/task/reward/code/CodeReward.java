package io.kafkagrpo.task.reward.code;

import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import io.kafkagrpo.task.reward.slow.BatchReward;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The share of a problem's tests that the completion's program passes; each runs in a sandbox of its own. */
record CodeReward(Sandbox sandbox) implements BatchReward {

    @Override
    public Result score(List<ScoringInput> inputs) throws InterruptedException {
        try {
            ScoringInput input = inputs.getFirst();
            String program = ProgramText.of(input.text());
            List<ProgramTest> tests = ProgramTest.of(input, program);
            int passed = 0;
            String firstFailure = "";
            for (int i = 0; i < tests.size(); i++) {
                String failure = failure(program, tests.get(i));
                passed += failure.isEmpty() ? 1 : 0;
                if (firstFailure.isEmpty() && !failure.isEmpty()) {
                    firstFailure = "; test %d: %s".formatted(i + 1, failure);
                }
            }
            String told = "%d of %d tests passed%s".formatted(passed, tests.size(), firstFailure);
            return new Result.All(new Answer.Value((double) passed / tests.size(), told));
        } catch (SandboxException e) {
            return new Result.All(new Answer.Unavailable(String.valueOf(e.getMessage())));
        } catch (RewardException e) {
            return new Result.All(new Answer.None(String.valueOf(e.getMessage()), ""));
        }
    }

    @Override
    public void close() {
        // a run that is under way ends in bounded time, and its sandbox with this process
    }

    /** Why a test isn't passed; empty if it is. */
    private String failure(String program, ProgramTest test) throws InterruptedException, SandboxException {
        return switch (test) {
            case ProgramTest.Check(String before, String assertion) -> {
                String token = UUID.randomUUID().toString();
                Sandbox.Run run = sandbox.run(before + "\n" + program, "", assertion, token);
                yield run.exitCode() == 0 && run.output().strip().endsWith(token) ? "" : why(run);
            }
            case ProgramTest.Talk(String input, String output) -> {
                Sandbox.Run run = sandbox.run(program, input, "", "");
                boolean equal = lines(run.output()).equals(lines(output));
                yield run.exitCode() == 0 && equal ? "" : why(run);
            }
        };
    }

    private static String why(Sandbox.Run run) {
        return run.complaint().isEmpty()
                ? "exit code %d without what was asked for".formatted(run.exitCode())
                : run.complaint();
    }

    private static String lines(String text) {
        return text.strip().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }
}
