package io.kafkagrpo.cli.train;

import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.RunSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grpo check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks all that can be known before a run.",
            "",
            "Keys and values, data, model, prompts, reward functions and ports. Prints the resolved configuration with what each key means.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo check arithmetic",
            "  grpo check gsm8k-qwen2.5-0.5b --set model=/models/Qwen2.5-0.5B-Instruct",
            "  grpo check my-run.yaml > resolved.yaml"
        })
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RunSettings settings = config.settings(Installation.ofThisProcess(), Map.of());
        PrintWriter out = spec.commandLine().getOut();
        List<String> findings = Preflight.check(settings);
        findings.forEach(finding -> out.println("# " + finding));
        settings.find(ObjectiveKeys.PRESETS).stream()
                .flatMap(List::stream)
                .forEach(preset -> out.println("# " + preset.told()));
        out.println();
        out.print(ResolvedYaml.forPeople(settings));
        out.flush();
        return 0;
    }
}
