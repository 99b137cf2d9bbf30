package io.kafkagrpo.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is written about rights, for people and for Kubernetes, is the table of the code. */
class DocumentedRightsTest {
    private static final Path ROOT = Path.of("../..");

    @Test
    void documentationHasTheTable() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/security.md"))).contains(RightsPrinter.markdown("RUN"));
    }

    @Test
    void kafkaUsersOfKubernetesHaveTheTable() throws IOException {
        // Given: the users that the Strimzi operator makes for the run of k8s/README.md
        Map<String, Object> found = new LinkedHashMap<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(ROOT.resolve("k8s/components/kafka-strimzi/users.yaml")))) {
            Map<?, ?> user = (Map<?, ?>) document;
            assertThat(user.get("kind")).isEqualTo("KafkaUser");
            Map<?, ?> authorization = (Map<?, ?>) at(user, "spec", "authorization");
            assertThat(authorization.get("type")).isEqualTo("simple");
            found.put((String) at(user, "metadata", "name"), authorization.get("acls"));
        }

        // Then: one for each role, with its rights and no other
        Map<String, Object> expected = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            expected.put(
                    role.label(),
                    AccessTable.rights(role, "arithmetic").stream()
                            .map(DocumentedRightsTest::acl)
                            .toList());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void printedKafkaUsersAreThoseOfKubernetes() throws IOException {
        assertThat(Files.readString(ROOT.resolve("k8s/components/kafka-strimzi/users.yaml")))
                .endsWith(RightsPrinter.strimzi("arithmetic", "grpo"));
    }

    private static Map<String, Object> acl(Right right) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put(
                "type",
                right.type() == ResourceType.TRANSACTIONAL_ID
                        ? "transactionalId"
                        : right.type().name().toLowerCase(Locale.ROOT));
        if (right.type() != ResourceType.CLUSTER) {
            resource.put("name", right.name());
            resource.put("patternType", right.pattern() == PatternType.PREFIXED ? "prefix" : "literal");
        }
        List<String> operations = new ArrayList<>();
        right.operations()
                .forEach(operation -> operations.add(
                        switch (operation) {
                            case READ -> "Read";
                            case WRITE -> "Write";
                            case CREATE -> "Create";
                            case DELETE -> "Delete";
                            case DESCRIBE -> "Describe";
                            case DESCRIBE_CONFIGS -> "DescribeConfigs";
                            default -> throw new AssertionError("Strimzi's name of " + operation + "?");
                        }));
        operations.sort(null);
        return Map.of("resource", resource, "operations", operations);
    }

    private static Object at(Map<?, ?> document, String... keys) {
        Object value = document;
        for (String key : keys) {
            value = Objects.requireNonNull(((Map<?, ?>) value).get(key), key);
        }
        return value;
    }
}
