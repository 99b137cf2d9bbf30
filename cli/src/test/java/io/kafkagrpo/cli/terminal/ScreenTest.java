package io.kafkagrpo.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void aTerminalsStatusIsRewrittenAndCut() {
        StringWriter written = new StringWriter();
        Screen screen = new Screen.Live(new PrintWriter(written), 10);
        screen.status("step 1/100 and more");
        screen.line("kept");
        screen.settle();
        assertThat(written.toString()).isEqualTo("\r\u001b[Kstep 1/10\r\u001b[Kkept" + System.lineSeparator());
    }

    @Test
    void aTerminalsFrameTakesThePlaceOfTheLast() {
        StringWriter written = new StringWriter();
        Screen screen = new Screen.Live(new PrintWriter(written), 10);
        screen.frame(List.of("two", "lines that are long"));
        screen.frame(List.of("one"));
        String line = System.lineSeparator();
        assertThat(written.toString()).isEqualTo("two" + line + "lines tha" + line + "\u001b[2F\u001b[Jone" + line);
    }

    @Test
    void elsewhereAStatusIsALineNowAndThen() {
        StringWriter written = new StringWriter();
        Screen screen = new Screen.Plain(new PrintWriter(written), Duration.ofHours(1));
        screen.status("step 1");
        screen.status("step 2");
        screen.line("evaluation");
        assertThat(written.toString().lines()).containsExactly("step 1", "evaluation");
    }
}
