package io.kafkagrpo.settings;

import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.nio.file.Path;
import java.util.List;

/**
 * The reward functions of a configuration.
 *
 * @param functions in the order of their names, which the configuration's hash depends on; paths in
 *     them are absolute
 * @param plugins jars, or folders of jars, in which more functions are found
 */
public record ConfiguredRewards(List<RewardSpecification> functions, List<Path> plugins) {

    public ConfiguredRewards {
        functions = List.copyOf(functions);
        plugins = List.copyOf(plugins);
    }

    /** Every function that these could name. */
    public RewardRegistry registry() {
        return OutsideRewards.registry(plugins);
    }

    /**
     * The functions, ready to score: the worker processes of slow ones are started, so close the set.
     *
     * @throws io.kafkagrpo.task.reward.RewardConfigurationException naming a function, parameter, jar or script
     *     that is unknown or wrong
     */
    public RewardSet open() {
        return RewardSet.of(functions, registry());
    }
}
