package io.kafkagrpo.generator;

import io.kafkagrpo.process.HeapGuard;
import io.kafkagrpo.process.ServiceEnd;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The process: runs until it is stopped or its loop fails, and says why it ends. */
@QuarkusMain
public final class GeneratorService {
    private GeneratorService() {}

    /** Starts the service; its settings come as system properties or in the environment. */
    public static void main(String... arguments) {
        HeapGuard.watchService();
        Quarkus.run(null, ServiceEnd::exit, arguments);
    }
}
