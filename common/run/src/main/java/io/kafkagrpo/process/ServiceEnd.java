package io.kafkagrpo.process;

import java.net.BindException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a service's process ends: after it was asked to, after its loop failed, or because it could not even start.
 */
public final class ServiceEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceEnd.class);

    private ServiceEnd() {}

    /**
     * Ends the process, as Quarkus's exit handler.
     *
     * @param failure why the application could not start; null where it could
     */
    public static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            if (isPortTaken(failure)) {
                String port = ConfigProvider.getConfig()
                        .getConfigValue("quarkus.http.port")
                        .getValue();
                LastWords.say("quarkus.http.port: the port %s is in use by another process.".formatted(port));
                System.exit(ExitCode.PORT.code());
            }
            LOG.error("The service can't start.", failure);
            LastWords.say(LastWords.of(failure));
            HeapGuard.haltIfFull(failure);
        }
        System.exit(code);
    }

    /** An address that is none of this machine's can't be bound either, and is no other process's. */
    private static boolean isPortTaken(Throwable failure) {
        return Causes.of(failure)
                .anyMatch(cause -> cause instanceof BindException
                        && String.valueOf(cause.getMessage()).contains("in use"));
    }
}
