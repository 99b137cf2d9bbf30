package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFolderTest {
    /** As texts: where the system's locale has no such letters, a path can't even be made of them. */
    @ParameterizedTest
    @CsvSource({
        "/data/run \uD83D\uDE00, false",
        "/data/\uD83D\uDE00/run, false",
        "/\uD842\uDFB7/run, false",
        "/data/rd \u00dcbung 100% $x, true",
        "/data/\u65e5\u672c, true"
    })
    void tellsWhichPathsEveryPartCanOpen(String path, boolean openable) {
        assertThat(RunFolder.isOpenable(path)).isEqualTo(openable);
    }

    @Test
    void makesThePathAbsolute() {
        assertThat(RunFolder.openable(Path.of("runs", "..", "one")).path())
                .isEqualTo(Path.of("one").toAbsolutePath());
    }
}
