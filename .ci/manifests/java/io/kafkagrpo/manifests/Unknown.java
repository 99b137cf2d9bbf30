package io.kafkagrpo.manifests;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Strimzi's objects keep fields that they don't know aside, and say so: looked up in an object and all
 * that it holds.
 */
final class Unknown {
    private Unknown() {}

    static void fields(Object object, List<String> problems) {
        if (object instanceof Collection<?> all) {
            all.forEach(each -> fields(each, problems));
            return;
        }
        if (object == null || !object.getClass().getName().startsWith("io.strimzi.api.kafka.model")) {
            return;
        }
        for (Method method : object.getClass().getMethods()) {
            if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
                try {
                    Object value = method.invoke(object);
                    if (method.getName().equals("getAdditionalProperties") && value instanceof Map<?, ?> unknown) {
                        unknown.keySet()
                                .forEach(name -> problems.add("'%s' is no field of %s"
                                        .formatted(name, object.getClass().getSimpleName())));
                    } else {
                        fields(value, problems);
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
