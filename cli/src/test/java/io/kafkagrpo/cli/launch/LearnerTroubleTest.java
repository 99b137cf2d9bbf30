package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerTroubleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            {"status": "UP", "checks": [{"name": "run", "data": {"failed-groups": 12, "newest-reason": "too long"}}]} | 12 groups failed in a row: too long
            {"status": "UP", "checks": [{"name": "run", "data": {"failed-groups": 0, "newest-reason": ""}}]}          | ''
            {"status": "UP", "checks": [{"name": "run", "data": {"failed-groups": 0, "awaited-groups": 3, "awaited-seconds-left": 75}}]} | the next step waits for 3 groups in flight, which it would make too old; it goes on without them in 1:15
            {"status": "DOWN", "checks": [{"name": "other"}]}                                                        | ''
            {}                                                                                                       | ''
            """)
    void saysHowManyFailAndWhyOrAreAwaitedAndHowLong(String health, String words) throws IOException {
        assertThat(LearnerTrouble.words(new JsonMapper().readTree(health))).isEqualTo(words);
    }
}
