package io.kafkagrpo.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an application of one class, and real processes. */
class StartCacheTest {
    @TempDir
    private Path directory;

    private Path jar;

    /** Says its own name. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) {
            System.out.println("Application");
        }
    }

    @BeforeEach
    void writeJar() throws IOException {
        jar = directory.resolve("application.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Application.class.getName());
        String entry = Application.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(entry));
            out.write(Application.class
                    .getClassLoader()
                    .getResourceAsStream(entry)
                    .readAllBytes());
        }
    }

    @Test
    void withoutACacheNothingIsAskedOfJava() {
        assertThat(StartCache.options(jar, null)).isEmpty();
    }

    @Test
    void aCacheIsMadeUsedOrLeft() throws Exception {
        // Given one that a first start made
        assertThat(run(StartCache.options(jar, "record"), "-Xlog:aot=off")).contains("Application");
        assertThat(directory.resolve("start.aot")).isNotEmptyFile();
        // When it is started again, then the class comes from there
        String used = run(StartCache.options(jar, null), "-Xlog:class+load");
        assertThat(used).containsPattern("StartCacheTest\\$Application source: shared objects file");
        // And not where that isn't wanted
        String off = run(StartCache.options(jar, StartCache.OFF), "-Xlog:class+load");
        assertThat(off).containsPattern("StartCacheTest\\$Application source: file:");
    }

    @Test
    void aCacheOfAnotherJarIsLeftOutWithoutAWord() throws Exception {
        // Given
        run(StartCache.options(jar, "record"), "-Xlog:aot=off");
        // When
        Files.write(jar, new byte[0]);
        writeJar();
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_700_000_000_000L));
        // Then
        assertThat(run(StartCache.options(jar, null))).isEqualTo("Application" + System.lineSeparator());
    }

    private String run(List<String> options, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(more));
        command.addAll(List.of("-XX:+UseSerialGC", "-jar", jar.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
