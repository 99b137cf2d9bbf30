package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailingGroupsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            {"status": "UP", "checks": [{"name": "run", "data": {"failed-groups": 12, "newest-reason": "too long"}}]} | 12 groups failed in a row: too long
            {"status": "UP", "checks": [{"name": "run", "data": {"failed-groups": 0, "newest-reason": ""}}]}          | ''
            {"status": "DOWN", "checks": [{"name": "other"}]}                                                        | ''
            {}                                                                                                       | ''
            """)
    void saysHowManyFailAndWhy(String health, String words) throws IOException {
        assertThat(FailingGroups.words(new JsonMapper().readTree(health))).isEqualTo(words);
    }
}
