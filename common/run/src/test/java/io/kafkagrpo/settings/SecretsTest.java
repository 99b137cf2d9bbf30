package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps                  | 3                                | 3
            rewards.judge.token    | planted                          | (secret)
            rewards.judge.url      | https://me:planted@host:80/a@b   | https://(secret)@host:80/a@b
            rewards.judge.url      | https://planted@host             | https://(secret)@host
            rewards.judge.url      | https://host/a?mail=me@host      | https://host/a?mail=me@host
            rewards.regex.pattern  | x@y                              | x@y
            """)
    void aValueIsShownWithoutItsSecret(String key, String value, String shown) {
        assertThat(Secrets.shown(key, value)).isEqualTo(shown);
        assertThat(Secrets.holdsSecret(key, value)).isEqualTo(!value.equals(shown));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            There is no configuration kafka.ssl.key.password=planted; did you mean … | There is no configuration kafka.ssl.key.password=(secret); did you mean …
            kafka.sasl.jaas.config=a.B required username="u" password="plan\\"ted";  | kafka.sasl.jaas.config=(secret) required username="u" password=(secret);
            rewards.judge.token = 'planted' here                                     | rewards.judge.token = (secret) here
            POST https://u:planted@host/x failed                                     | POST https://(secret)@host/x failed
            it is written KEY=VALUE, such as steps=3                                 | it is written KEY=VALUE, such as steps=3
            GRPO_KAFKA_SSL_KEY_PASSWORD=planted is malformed                         | GRPO_KAFKA_SSL_KEY_PASSWORD=(secret) is malformed
            with --set failed-groups-limit=0 (no limit)                              | with --set failed-groups-limit=0 (no limit)
            """)
    void aSentenceIsShownWithoutWhatSomebodyTyped(String sentence, String shown) {
        assertThat(Secrets.masked(sentence)).isEqualTo(shown);
    }

    @Test
    void noKeyOfOursIsTakenForASecret() {
        assertThat(Keys.ALL.keySet()).noneMatch(Secrets::isSecret);
    }
}
