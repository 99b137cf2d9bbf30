package io.kafkagrpo.cli.argument;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where this checkout lies: its configurations and the services' jars.
 *
 * @param root the folder that holds {@code config} and the modules
 */
public record Installation(Path root) {
    private static final String ROOT_PROPERTY = "grpo.root";

    /** The checkout that the grpo script named, or the one that this very class was built in. */
    public static Installation ofThisProcess() {
        String named = System.getProperty(ROOT_PROPERTY);
        return new Installation(named == null ? rootAboveClasses() : Path.of(named));
    }

    public Path configFolder() {
        return root.resolve("config");
    }

    /** The application of a service; a sentence says how to build it if it isn't there. */
    public Path serviceJar(String service) {
        Path jar = root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailure(
                    ExitCode.INTERNAL, "%s is not built (no %s): run ./grpo build.".formatted(service, jar));
        }
        return jar;
    }

    private static Path rootAboveClasses() {
        try {
            Path code = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.iterate(code, java.util.Objects::nonNull, Path::getParent)
                    .filter(folder -> Files.isDirectory(folder.resolve("config"))
                            && Files.isDirectory(folder.resolve("learner-service")))
                    .findFirst()
                    .orElse(Path.of(""));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The class path has a location that is no URI.", e);
        }
    }
}
