package io.kafkagrpo.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;

/** Writes the table of rights for people and for machines. */
public final class RightsPrinter {
    private RightsPrinter() {}

    /** The table of docs/security.md. */
    public static String markdown(String run) {
        StringBuilder table =
                new StringBuilder("| role | resource | name | may | what for |%n|---|---|---|---|---|%n".formatted());
        for (Role role : Role.values()) {
            for (Right right : AccessTable.rights(role, run)) {
                table.append("| %s | %s | `%s%s` | %s | %s |%n"
                        .formatted(
                                role.label(),
                                type(right).replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
                                right.name(),
                                right.pattern() == PatternType.PREFIXED ? "*" : "",
                                operations(right),
                                right.purpose()));
            }
        }
        return table.toString();
    }

    /** Commands of Kafka's own kafka-acls.sh, one per right. */
    public static String commands(String run) {
        StringBuilder commands = new StringBuilder();
        for (Role role : Role.values()) {
            commands.append("# %s: %s%n".formatted(role.label(), role.who()));
            for (Right right : AccessTable.rights(role, run)) {
                commands.append(
                        "kafka-acls.sh --bootstrap-server \"$SERVERS\" --command-config admin.properties --add --allow-principal User:%s --%s%s --resource-pattern-type %s%s%n"
                                .formatted(
                                        role.label(),
                                        type(right).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT),
                                        right.name().equals(Right.CLUSTER) ? "" : " " + right.name(),
                                        right.pattern().name().toLowerCase(Locale.ROOT),
                                        right.operations().stream()
                                                .map(operation -> " --operation " + camel(operation))
                                                .collect(Collectors.joining())));
            }
        }
        return commands.toString();
    }

    /** KafkaUsers of the Strimzi operator, with passwords that it makes (SCRAM-SHA-512). */
    public static String strimzi(String run, String cluster) {
        return Arrays.stream(Role.values())
                .map(role -> user(role, run, cluster))
                .collect(Collectors.joining("---%n".formatted()));
    }

    private static String user(Role role, String run, String cluster) {
        List<Right> rights = AccessTable.rights(role, run);
        StringBuilder yaml = new StringBuilder("""
                # %s
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaUser
                metadata:
                  name: %s
                  labels:
                    strimzi.io/cluster: %s
                spec:
                  authentication:
                    type: scram-sha-512
                  authorization:
                    type: simple
                    acls:
                """.formatted(role.who(), role.label(), cluster));
        for (Right right : rights) {
            yaml.append("      # %s%n".formatted(right.purpose()));
            if (right.name().equals(Right.CLUSTER)) {
                yaml.append("      - resource: {type: cluster}%n".formatted());
            } else {
                yaml.append("      - resource: {type: %s, name: %s, patternType: %s}%n"
                        .formatted(
                                type(right),
                                right.name(),
                                right.pattern() == PatternType.PREFIXED ? "prefix" : "literal"));
            }
            yaml.append("        operations: [%s]%n".formatted(operations(right)));
        }
        return yaml.toString();
    }

    private static String operations(Right right) {
        return right.operations().stream()
                .map(operation -> camel(operation))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** topic, group, transactionalId or cluster. */
    private static String type(Right right) {
        String[] words = right.type().name().toLowerCase(Locale.ROOT).split("_");
        return words.length == 1 ? words[0] : words[0] + capital(words[1]);
    }

    /** DESCRIBE_CONFIGS as DescribeConfigs. */
    private static String camel(AclOperation operation) {
        return Arrays.stream(operation.name().toLowerCase(Locale.ROOT).split("_"))
                .map(RightsPrinter::capital)
                .collect(Collectors.joining());
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
