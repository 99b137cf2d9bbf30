package io.kafkagrpo.dashboard;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.process.HeapGuard;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.process.ServiceEnd;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.LoggerFactory;

/**
 * The process: refuses a wrong configuration with one sentence before anything starts, then serves until
 * it is stopped.
 */
@QuarkusMain
public final class DashboardService {
    private DashboardService() {}

    /**
     * Starts the service; its settings come as system properties or in the environment,
     * see {@link DashboardSettings}.
     */
    public static void main(String... arguments) {
        HeapGuard.watchService();
        try {
            DashboardSettings settings = DashboardSettings.load();
            settings.token().refuseOpen(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class));
        } catch (RuntimeException e) {
            ExitCode code = ExitCodes.COMMON.of(e);
            if (code == ExitCode.INTERNAL) {
                LoggerFactory.getLogger(DashboardService.class).error("The dashboard can't start.", e);
            }
            LastWords.say(LastWords.of(e));
            System.exit(code.code());
        }
        Quarkus.run(null, ServiceEnd::exit, arguments);
    }
}
