package io.kafkagrpo.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
    private static final AccessToken TOKEN = new AccessToken("0123456789abcdef");

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "192.0.2.7", "127.0.0.1.evil.example", "localhost.evil.example", "this-machine"
            })
    void beyondThisMachineItRefusesToBeOpen(String host) {
        assertThatThrownBy(() -> AccessToken.NONE.refuseOpen(host))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("GRPO_DASHBOARD_TOKEN");
        assertThatCode(() -> TOKEN.refuseOpen(host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "Localhost", "::1", "[::1]"})
    void onThisMachineNoTokenIsNeeded(String host) {
        assertThatCode(() -> AccessToken.NONE.refuseOpen(host)).doesNotThrowAnyException();
    }

    @Test
    void aTokenThatIsSaidTwiceIsRefused() {
        System.setProperty("grpo.dashboard.token", TOKEN.text());
        System.setProperty("grpo.dashboard.token-file", "a-file");
        try {
            assertThatThrownBy(AccessToken::load)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("both set");
        } finally {
            System.clearProperty("grpo.dashboard.token");
            System.clearProperty("grpo.dashboard.token-file");
        }
    }

    @Test
    void onlyTheTokenAndItsCookieOpen() {
        assertThat(TOKEN.matches("0123456789abcdef")).isTrue();
        assertThat(TOKEN.matches("0123456789abcdeg")).isFalse();
        assertThat(TOKEN.matches("")).isFalse();
        assertThat(TOKEN.opens(TOKEN.cookie())).isTrue();
        assertThat(TOKEN.opens(TOKEN.text())).isFalse();
        assertThat(AccessToken.NONE.matches("")).isFalse();
        assertThat(AccessToken.NONE.opens(AccessToken.NONE.cookie())).isFalse();
        assertThat(TOKEN.toString()).doesNotContain(TOKEN.text());
    }
}
