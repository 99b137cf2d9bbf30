package io.kafkagrpo.manifests;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields, by our reading of their documentation, of kinds for which no library is to be had: KEDA's and the
 * Prometheus operator's. Only those that one of our manifests could use; another one is an error until it is added
 * here.
 */
final class Shapes {
    private static final Set<String> METADATA = Set.of("name", "namespace", "labels", "annotations");
    private static final Set<String> OBJECT = Set.of("apiVersion", "kind", "metadata", "spec");

    /** By kind: the fields of each object inside, by its path; a list's elements have the list's path. */
    private static final Map<String, Map<String, Set<String>>> FIELDS = Map.of(
            "keda.sh/v1alpha1 ScaledObject",
            Map.of(
                    "", OBJECT,
                    ".metadata", METADATA,
                    ".spec",
                            Set.of(
                                    "scaleTargetRef",
                                    "minReplicaCount",
                                    "maxReplicaCount",
                                    "idleReplicaCount",
                                    "pollingInterval",
                                    "cooldownPeriod",
                                    "initialCooldownPeriod",
                                    "triggers"),
                    ".spec.scaleTargetRef", Set.of("apiVersion", "kind", "name"),
                    ".spec.triggers", Set.of("type", "name", "metadata", "authenticationRef", "metricType"),
                    ".spec.triggers.authenticationRef", Set.of("name", "kind"),
                    ".spec.triggers.metadata",
                            Set.of(
                                    "bootstrapServers",
                                    "topic",
                                    "consumerGroup",
                                    "lagThreshold",
                                    "activationLagThreshold",
                                    "offsetResetPolicy",
                                    "sasl",
                                    "tls")),
            "keda.sh/v1alpha1 TriggerAuthentication",
            Map.of(
                    "", OBJECT,
                    ".metadata", METADATA,
                    ".spec", Set.of("secretTargetRef"),
                    ".spec.secretTargetRef", Set.of("parameter", "name", "key")),
            "monitoring.coreos.com/v1 PodMonitor",
            Map.of(
                    "", OBJECT,
                    ".metadata", METADATA,
                    ".spec", Set.of("selector", "podMetricsEndpoints"),
                    ".spec.selector", Set.of("matchExpressions", "matchLabels"),
                    ".spec.selector.matchExpressions", Set.of("key", "operator", "values"),
                    ".spec.podMetricsEndpoints", Set.of("port", "path", "interval", "authorization"),
                    ".spec.podMetricsEndpoints.authorization", Set.of("type", "credentials"),
                    ".spec.podMetricsEndpoints.authorization.credentials", Set.of("name", "key", "optional")),
            "monitoring.coreos.com/v1 PrometheusRule",
            Map.of(
                    "", OBJECT,
                    ".metadata", METADATA,
                    ".spec", Set.of("groups"),
                    ".spec.groups", Set.of("name", "interval", "rules"),
                    ".spec.groups.rules", Set.of("alert", "expr", "for", "labels", "annotations")));

    private Shapes() {}

    static void check(String kind, Map<String, Object> object, List<String> problems) {
        Map<String, Set<String>> fields = FIELDS.get(kind);
        if (fields == null) {
            problems.add("this kind is not known here");
        } else {
            check(fields, "", object, problems);
        }
    }

    private static void check(Map<String, Set<String>> fields, String path, Object value, List<String> problems) {
        if (value instanceof List<?> elements) {
            elements.forEach(element -> check(fields, path, element, problems));
        } else if (value instanceof Map<?, ?> object && !path.endsWith("abels") && !path.endsWith("annotations")) {
            object.forEach((name, inner) -> {
                if (!fields.getOrDefault(path, Set.of()).contains(name)) {
                    problems.add("%s.%s is no field".formatted(path, name));
                } else {
                    check(fields, path + "." + name, inner, problems);
                }
            });
        }
    }
}
