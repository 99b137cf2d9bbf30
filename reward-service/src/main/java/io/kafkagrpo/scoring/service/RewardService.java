package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.scoring.Scorer;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.BindException;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The process: refuses a wrong configuration with one sentence before anything starts, then runs until
 * it is stopped.
 */
@QuarkusMain
public final class RewardService {
    private RewardService() {}

    /**
     * Starts the service; its settings come as system properties or in the environment,
     * see {@link ServiceSettings}.
     */
    public static void main(String... arguments) {
        try {
            ServiceSettings settings = ServiceSettings.load();
            Scorer.of(settings.rewards(), settings.match(), RewardRegistry.standard());
            settings.prepareRunDirectory();
        } catch (SettingsException | RewardConfigurationException e) {
            LastWords.say(String.valueOf(e.getMessage()));
            System.exit(ExitCode.CONFIGURATION.code());
        } catch (RunMismatchException e) {
            LastWords.say(String.valueOf(e.getMessage()));
            System.exit(ExitCode.RUN_MISMATCH.code());
        }
        Quarkus.run(null, RewardService::exit, arguments);
    }

    private static void exit(int code, @Nullable Throwable failure) {
        boolean portTaken = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(BindException.class::isInstance);
        if (portTaken) {
            LastWords.say("quarkus.http.port: the port %s is in use by another process."
                    .formatted(ConfigProvider.getConfig()
                            .getConfigValue("quarkus.http.port")
                            .getValue()));
            System.exit(ExitCode.PORT.code());
        }
        if (failure != null) {
            LoggerFactory.getLogger(RewardService.class).error("The reward-service can't go on.", failure);
        }
        System.exit(code);
    }
}
