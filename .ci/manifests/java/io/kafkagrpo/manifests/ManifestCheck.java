package io.kafkagrpo.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads rendered manifests as the cluster would, and more strictly: a field that its kind doesn't have is an error,
 * and so is a kind that nobody knows. Then plants typos, one at a time, and demands that each is found: a check
 * that finds nothing is none.
 *
 * <p>Arguments: the files. Exit code 1 where something is wrong.
 */
public final class ManifestCheck {
    /** A typo, and in which kind it is planted. */
    private record Planted(String kind, String right, String wrong) {}

    private static final List<Planted> TYPOS = List.of(
            new Planted("StatefulSet", "podManagementPolicy", "podManagmentPolicy"),
            new Planted("StatefulSet", "readOnlyRootFilesystem", "readonlyRootFilesystem"),
            new Planted("StatefulSet", "mountPath", "mountpath"),
            new Planted("StatefulSet", "failureThreshold: 60", "failureThreshold: sixty"),
            new Planted("Deployment", "secretName: dashboard", "secret: dashboard"),
            new Planted("CronJob", "jobTemplate", "jobtemplate"),
            new Planted("CronJob", "backoffLimit: 0", "backoffLimit: none"),
            new Planted("PodDisruptionBudget", "maxUnavailable", "maxUnavailabel"),
            new Planted("NetworkPolicy", "podSelector", "podSelectors"),
            new Planted("HorizontalPodAutoscaler", "averageValue", "averagevalue"),
            new Planted("Job", "backoffLimit", "backOffLimit"),
            new Planted("PersistentVolumeClaim", "accessModes", "accessMode"),
            new Planted("Kafka", "authentication", "autentication"),
            new Planted("Kafka", "type: scram-sha-512", "type: scram"),
            new Planted("KafkaNodePool", "jvmOptions", "jvmoptions"),
            new Planted("KafkaUser", "patternType", "pattern"),
            new Planted("ScaledObject", "maxReplicaCount", "maxReplicas"),
            new Planted("ScaledObject", "lagThreshold", "lagTreshold"),
            new Planted("TriggerAuthentication", "secretTargetRef", "secretTargetRefs"),
            new Planted("PodMonitor", "podMetricsEndpoints", "podMetricEndpoints"),
            new Planted("PrometheusRule", "expr: |-", "expression: |-"));

    private ManifestCheck() {}

    public static void main(String[] files) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, String> oneOfEach = new TreeMap<>();
        int objects = 0;
        for (String file : files) {
            for (String document : Files.readString(Path.of(file)).split("(?m)^---\n")) {
                Map<String, Object> object = read(document);
                if (object != null) {
                    objects++;
                    Strict.problems(object).forEach(problem -> problems.add(file + ": " + problem));
                    oneOfEach.merge(String.valueOf(object.get("kind")), document, (all, more) -> all + "---\n" + more);
                }
            }
        }
        int found = 0;
        for (Planted typo : TYPOS) {
            String documents = oneOfEach.getOrDefault(typo.kind(), "");
            if (!documents.contains(typo.right())) {
                problems.add("no %s has '%s', so its typo can't be planted".formatted(typo.kind(), typo.right()));
            } else if (finds(documents.replace(typo.right(), typo.wrong()))) {
                found++;
            } else {
                problems.add("the typo '%s' in a %s is not found".formatted(typo.wrong(), typo.kind()));
            }
        }
        problems.forEach(System.out::println);
        System.out.printf(
                "%d objects of %d kinds in %d files, %d of %d planted typos found, %d problems%n",
                objects, oneOfEach.size(), files.length, found, TYPOS.size(), problems.size());
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    private static boolean finds(String documents) {
        for (String document : documents.split("(?m)^---\n")) {
            Map<String, Object> object = read(document);
            if (object != null && !Strict.problems(object).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Object> read(String document) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(document);
    }
}
