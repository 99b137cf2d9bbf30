package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.HeapGuard;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.process.ServiceEnd;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
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
        HeapGuard.watchService();
        try {
            ServiceSettings settings = ServiceSettings.load();
            settings.rewards().open().close();
            settings.prepareRunDirectory();
        } catch (RuntimeException e) {
            ExitCode code = Failures.exitCode(e);
            if (code == ExitCode.INTERNAL) {
                LoggerFactory.getLogger(RewardService.class).error("The reward-service can't start.", e);
            }
            LastWords.say(Failures.sentence(e));
            System.exit(code.code());
        }
        Quarkus.run(null, ServiceEnd::exit, arguments);
    }
}
