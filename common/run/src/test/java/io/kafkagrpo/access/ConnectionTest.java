package io.kafkagrpo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTest {
    private static final String SCRAM =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\" password=\"planted\";";

    @TempDir
    Path folder;

    @Test
    void laterSourcesWinAndAFileMayBeTheRoles() throws Exception {
        // Given: a file per role, a configuration and an environment
        Files.writeString(
                folder.resolve("generator-service.properties"),
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=" + SCRAM + "\n");
        // When
        Map<String, String> security = Connection.security(
                "run.yaml",
                "{role}.properties",
                folder::resolve,
                Map.of("sasl.mechanism", "SCRAM-SHA-256", "ssl.protocol", "TLSv1.2"),
                Map.of("GRPO_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512", "HOME", "/"),
                Role.GENERATOR);
        // Then
        assertThat(security)
                .isEqualTo(Map.of(
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.jaas.config", SCRAM,
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "ssl.protocol", "TLSv1.2"));
    }

    @Test
    void theEnvironmentMayNameTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("any.properties"), "ssl.protocol=TLSv1.3\n");
        assertThat(Connection.security(
                        "run.yaml",
                        "",
                        Path::of,
                        Map.of(),
                        Map.of("GRPO_KAFKA_PROPERTIES_FILE", file.toString()),
                        Role.READER))
                .containsExactly(Map.entry("ssl.protocol", "TLSv1.3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sasl.mechanisn        | PLAIN        | run.yaml: Kafka's clients have no setting 'kafka.sasl.mechanisn'; the nearest one is 'kafka.sasl.mechanism'.
            security.protocol     | SASL_SLL     | run.yaml: kafka.security.protocol: the value 'SASL_SLL' is not one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL.
            security.protocol     | SASL_SSL     | run.yaml: kafka.security.protocol: the value 'SASL_SSL' needs kafka.sasl.jaas.config, with the user's name and password; there is none.
            ssl.truststore.location | /no/such | run.yaml: kafka.ssl.truststore.location: Kafka's client can't be made of these settings: there is no file /no/such.
            sasl.login.class      | no.such.Kind | run.yaml: kafka.sasl.login.class: Kafka's client can't be made of these settings: Invalid value no.such.Kind for configuration sasl.login.class: Class no.such.Kind could not be found.
            """)
    void refusesWhatKafkaDoesNotKnow(String name, String value, String sentence) {
        Map<String, String> configured =
                name.startsWith("ssl") ? Map.of(name, value, "security.protocol", "SSL") : Map.of(name, value);
        assertThatThrownBy(() -> Connection.security("run.yaml", "", Path::of, configured, Map.of(), Role.READER))
                .isInstanceOf(SettingsException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            planted                                                 | it doesn't end with a semicolon
            a.B required password="planted"                         | it doesn't end with a semicolon
            a.B required password="planted;                         | it is not a login module
            a.B password="planted";                                 | it is not a login module
            a.B obligatory password="planted";                      | its second word is not required
            a.B required password="planted";                        | there is no login module
            ~~                                                      | it is empty
            """)
    void saysWhatIsWrongWithAJaasTextWithoutShowingIt(String jaas, String fault) {
        assertThatThrownBy(() -> Connection.security(
                        "run.yaml",
                        "",
                        Path::of,
                        Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", jaas),
                        Map.of(),
                        Role.READER))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("run.yaml: kafka.sasl.jaas.config is malformed, for " + fault)
                .message()
                .doesNotContain("planted");
    }

    @Test
    void namesTheFileAndTheVariable() throws Exception {
        Path file = Files.writeString(folder.resolve("x.properties"), "acks=all\n");
        assertThatThrownBy(() ->
                        Connection.security("run.yaml", file.toString(), Path::of, Map.of(), Map.of(), Role.READER))
                .hasMessage(
                        file + ": 'acks' is no setting of security; the file of kafka.properties-file holds those that"
                                + " begin with security., sasl. or ssl. alone.");
        assertThatThrownBy(() -> Connection.security(
                        "run.yaml", "gone.properties", folder::resolve, Map.of(), Map.of(), Role.READER))
                .hasMessage("The file %s, which kafka.properties-file names, can't be read: there is none."
                        .formatted(folder.resolve("gone.properties")));
        assertThatThrownBy(() -> Connection.security(
                        "run.yaml", "", Path::of, Map.of(), Map.of("GRPO_KAFKA_SSL_KEYPASSWORD", "x"), Role.READER))
                .hasMessage(
                        "the environment: Kafka's clients have no setting 'GRPO_KAFKA_SSL_KEYPASSWORD'; the nearest one"
                                + " is 'GRPO_KAFKA_SSL_KEY_PASSWORD'.");
    }

    @Test
    void everyPasswordOfKafkaIsASecretOfOurs() {
        AdminClientConfig.configDef().configKeys().values().stream()
                .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
                .filter(key -> !key.name.contains("certificate")) // certificates are public
                .forEach(key -> assertThat(Secrets.isSecret("kafka." + key.name))
                        .as(key.name)
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "prompt.max-tokens,false",
        "generator.simulated-token-latency-ms,false",
        "kafka.sasl.oauthbearer.token.endpoint.url,false",
        "rewards.judge.api-key,true",
        "rewards.judge.headers.Authorization,true",
        "rewards.judge.bearer,true",
        "rewards.judge.client.pwd,true",
        "rewards.judge.url,false",
        "rewards.judge.token,true",
        "kafka.sasl.oauthbearer.assertion.private.key.passphrase,true",
        "kafka.ssl.keystore.key,true",
        "KAFKA.SSL.KEY.PASSWORD,true"
    })
    void tellsSecretsByTheirNames(String key, boolean secret) {
        assertThat(Secrets.isSecret(key)).isEqualTo(secret);
    }
}
