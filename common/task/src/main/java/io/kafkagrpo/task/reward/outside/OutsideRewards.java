package io.kafkagrpo.task.reward.outside;

import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.code.CodeRewards;
import io.kafkagrpo.task.reward.http.HttpRewards;
import io.kafkagrpo.task.reward.plugin.PluginJars;
import io.kafkagrpo.task.reward.process.PythonRewards;
import java.nio.file.Path;
import java.util.List;

/** Every reward function that a run can name: built-in ones, kinds that run elsewhere, and those of plugins. */
public final class OutsideRewards {
    private OutsideRewards() {}

    /**
     * The registry of all of them.
     *
     * @param plugins jars, or folders of jars
     * @throws io.kafkagrpo.task.reward.RewardConfigurationException naming a jar that can't be taken
     */
    public static RewardRegistry registry(List<Path> plugins) {
        RewardRegistry registry = RewardRegistry.standard();
        CodeRewards.register(registry);
        HttpRewards.register(registry);
        PythonRewards.register(registry);
        PluginJars.register(plugins, registry);
        return registry;
    }
}
