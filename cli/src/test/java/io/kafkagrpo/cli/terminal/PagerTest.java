package io.kafkagrpo.cli.terminal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.process.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class PagerTest {
    @Test
    void aPagerThatIsNotThereIsNamed() {
        // Given
        Pager pager = Pager.through("no-such-pager --long 2>/dev/null", new PrintWriter(new StringWriter()));
        pager.out().println("a long text");
        // When, Then
        assertThatThrownBy(pager::close)
                .hasMessageContaining("PAGER is 'no-such-pager --long 2>/dev/null', which can't be run (code 127")
                .asInstanceOf(InstanceOfAssertFactories.type(CommandFailure.class))
                .extracting(CommandFailure::exitCode)
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aPagerThatEndsEarlyIsNoFailure() {
        Pager pager = Pager.through("exit 1", new PrintWriter(new StringWriter()));
        pager.out().println("a long text");
        assertThatCode(pager::close).doesNotThrowAnyException();
    }
}
