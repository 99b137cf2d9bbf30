package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Brokers in containers are of the version of the clients and of the embedded broker. Strimzi's is excepted: its
 * {@code version:} is one that the operator supports.
 */
class KafkaVersionTest {
    private static final Path ROOT = Path.of("..");
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
    private static final Pattern POM = Pattern.compile("<kafka\\.version>([^<]+)</kafka\\.version>");
    private static final Pattern IMAGE = Pattern.compile("\\bimage:\\s*[\"']?\\S*kafka(?:-native)?:([^\\s\"'@]+)");

    @Test
    void imagesAreOfThePomsVersion() throws IOException {
        // Given the version of the pom
        List<String> ours = versions(POM, ROOT.resolve("pom.xml"));
        assertThat(ours).hasSize(1);

        // When every image of Kafka is looked up in docker-compose.yml and in the manifests
        Map<Path, List<String>> named = new TreeMap<>();
        named.put(COMPOSE, versions(IMAGE, COMPOSE));
        try (Stream<Path> manifests = Files.walk(ROOT.resolve("k8s"))) {
            for (Path file : manifests.filter(Files::isRegularFile).toList()) {
                named.put(file, versions(IMAGE, file));
            }
        }

        // Then all of them are of that version, and docker-compose.yml has one
        assertThat(named.get(COMPOSE)).isNotEmpty();
        assertThat(named)
                .allSatisfy((file, versions) -> assertThat(versions)
                        .as("%s names Kafka as pom.xml does", file)
                        .allMatch(ours.getFirst()::equals));
    }

    private static List<String> versions(Pattern pattern, Path file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        return matcher.results().map(found -> found.group(1)).toList();
    }
}
