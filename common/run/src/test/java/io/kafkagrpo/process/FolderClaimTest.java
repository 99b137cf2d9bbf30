package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderClaimTest {
    private static final Path CONFIG = Path.of("..", "..", "config", "arithmetic.yaml");

    @TempDir
    private Path path;

    @Test
    void aFolderThatNobodyClaimedIsAnybodys() {
        assertThatCode(() -> FolderClaim.refuseOther(folder(), "any")).doesNotThrowAnyException();
        assertThat(FolderClaim.difference(folder(), "any", settings(Map.of()))).isEmpty();
    }

    @Test
    void theRunItselfGoesOn() {
        // Given
        FolderClaim.make(folder(), "arithmetic", settings(Map.of()));
        // When it is started again, on another cluster and with other threads
        RunSettings again = settings(Map.of("kafka.bootstrap-servers", "elsewhere:9092", "learner.threads", "2"));
        // Then
        assertThatCode(() -> FolderClaim.refuseOther(folder(), "arithmetic")).doesNotThrowAnyException();
        assertThat(FolderClaim.difference(folder(), "arithmetic", again)).isEmpty();
    }

    @Test
    void anotherRunIsRefusedAndBothAreNamed() {
        // Given
        FolderClaim.make(folder(), "arithmetic", settings(Map.of()));
        // When, Then
        assertThatThrownBy(() -> FolderClaim.refuseOther(folder(), "other"))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContaining("belongs to the run 'arithmetic', but this is the run 'other'")
                .hasMessageContaining(path.toString());
        assertThat(FolderClaim.difference(folder(), "other", settings(Map.of("run", "other"))))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("belongs to the run 'arithmetic'"));
    }

    @Test
    void anotherConfigurationIsToldByItsKey() {
        // Given a run with a secret
        FolderClaim.make(folder(), "arithmetic", settings(Map.of("steps", "30", "kafka.ssl.key.password", "planted")));
        // When, Then
        assertThat(FolderClaim.difference(folder(), "arithmetic", settings(Map.of("steps", "40"))))
                .contains(
                        "The run was started with steps = '30', but here it is '40'; give the run's value, or another run-dir or run name.");
        assertThat(folder().claim()).content().contains("run=arithmetic\n").doesNotContain("planted", "#");
    }

    @Test
    void whatCantBeReadIsNotPassedOver() throws Exception {
        Files.writeString(folder().claim(), "run=\\u12");
        assertThatThrownBy(() -> FolderClaim.refuseOther(folder(), "arithmetic"))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContaining(folder().claim() + ", which says whose the folder is, is damaged")
                .hasMessageContaining("delete the file");
    }

    private RunFolder folder() {
        return new RunFolder(path);
    }

    private static RunSettings settings(Map<String, String> changes) {
        return RunSettings.load(CONFIG, changes);
    }
}
