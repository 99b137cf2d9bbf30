package io.kafkagrpo.access;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.text.NearestName;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The security settings of Kafka clients as they were found, with where each stands.
 *
 * @param values by Kafka's names
 * @param places by Kafka's names: what a sentence about the value begins with
 */
record ClientSecurity(Map<String, String> values, Map<String, String> places) {

    /**
     * Collects from a properties file, then from the configuration, then from the environment; the later wins.
     *
     * @param source of the configuration, for sentences
     * @param file a Java properties file, or an empty path for none
     * @param configured by Kafka's names
     */
    static ClientSecurity collect(
            String source, Path file, Map<String, String> configured, Map<String, String> environment) {
        ClientSecurity found = new ClientSecurity(new TreeMap<>(), new TreeMap<>());
        if (!file.toString().isEmpty()) {
            found.addFile(file);
        }
        configured.forEach((name, value) -> found.add(name, value, source + ": kafka." + name));
        found.addEnvironment(environment);
        return found;
    }

    /** Where a setting stands, with its name there. */
    String place(String name) {
        return places.getOrDefault(name, "kafka." + name);
    }

    private void addFile(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("The file %s, which %s names, can't be read%s."
                    .formatted(
                            file,
                            Keys.KAFKA_PROPERTIES_FILE.name(),
                            Files.exists(file) ? " as Java properties" : ": there is none"));
        }
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!ClientNames.isSecurity(name)) {
                throw new SettingsException(
                        "%s: '%s' is no setting of security; the file of %s holds those that begin with security., sasl. or ssl. alone."
                                .formatted(file, name, Keys.KAFKA_PROPERTIES_FILE.name()));
            }
            add(name, properties.getProperty(name), file + ": " + name);
        }
    }

    private void addEnvironment(Map<String, String> environment) {
        Map<String, String> known = new TreeMap<>();
        ClientNames.all().forEach(name -> known.put(ClientNames.inEnvironment(name), name));
        environment.forEach((variable, value) -> {
            String name = known.get(variable);
            if (name != null) {
                add(name, value, "the environment: " + variable);
            } else if (variable.matches(ClientNames.ENVIRONMENT_PREFIX + "(SECURITY|SASL|SSL)_.*")) {
                throw unknown("the environment", variable, NearestName.of(variable, known.keySet()));
            }
        });
    }

    private void add(String name, String value, String place) {
        if (!ClientNames.all().contains(name)) {
            String source = place.substring(0, place.lastIndexOf(": "));
            String written = place.substring(source.length() + 2);
            String prefix = written.substring(0, written.length() - name.length());
            throw unknown(source, written, prefix + NearestName.of(name, ClientNames.all()));
        }
        values.put(name, value.strip());
        places.put(name, place);
    }

    private static SettingsException unknown(String source, String written, String nearest) {
        return new SettingsException("%s: Kafka's clients have no setting '%s'; the nearest one is '%s'."
                .formatted(source, written, nearest));
    }
}
