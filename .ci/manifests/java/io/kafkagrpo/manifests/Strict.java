package io.kafkagrpo.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with one object. */
final class Strict {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    /** By apiVersion and kind: the class of Kubernetes' own client. */
    private static final Map<String, String> CORE = Map.ofEntries(
            Map.entry("v1 Namespace", "V1Namespace"),
            Map.entry("v1 ConfigMap", "V1ConfigMap"),
            Map.entry("v1 Secret", "V1Secret"),
            Map.entry("v1 Service", "V1Service"),
            Map.entry("v1 PersistentVolumeClaim", "V1PersistentVolumeClaim"),
            Map.entry("apps/v1 Deployment", "V1Deployment"),
            Map.entry("apps/v1 StatefulSet", "V1StatefulSet"),
            Map.entry("batch/v1 Job", "V1Job"),
            Map.entry("batch/v1 CronJob", "V1CronJob"),
            Map.entry("policy/v1 PodDisruptionBudget", "V1PodDisruptionBudget"),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", "V1NetworkPolicy"),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", "V2HorizontalPodAutoscaler"));

    private static final Map<String, Class<? extends HasMetadata>> STRIMZI = Map.of(
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class);

    private Strict() {}

    static List<String> problems(Map<String, Object> object) {
        String kind = "%s %s".formatted(object.get("apiVersion"), object.get("kind"));
        String name = kind + " " + (object.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : "");
        List<String> problems = new ArrayList<>();
        try {
            if (CORE.containsKey(kind)) {
                core(CORE.get(kind), JSON.writeValueAsString(object));
            } else if (STRIMZI.containsKey(kind)) {
                HasMetadata read = JSON.readValue(JSON.writeValueAsString(object), STRIMZI.get(kind));
                Unknown.fields(read, problems);
            } else {
                Shapes.check(kind, object, problems);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return problems.stream().map(problem -> name + ": " + problem).toList();
    }

    /** The client's own validation refuses fields that it doesn't know, reading refuses values of a wrong type. */
    private static void core(String model, String json) {
        try {
            Class<?> type = Class.forName(MODELS + model);
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, JsonParser.parseString(json));
            type.getMethod("fromJson", String.class).invoke(null, json);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
