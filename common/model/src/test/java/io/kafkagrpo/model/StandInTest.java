package io.kafkagrpo.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.weights.SafetensorsFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandInTest {
    private static final String POINTER = """
            version https://git-lfs.github.com/spec/v1
            oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
            size 988097824
            """;

    @Test
    void aPointerIsNotTheFile() {
        assertThatThrownBy(() -> JsonFile.parse("tokenizer.json", bytes(POINTER)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(
                        "tokenizer.json is a Git LFS pointer, not the file itself; fetch the file with 'git lfs pull'.");
        assertThatThrownBy(() -> SafetensorsFile.parse("model.safetensors", MemorySegment.ofArray(bytes(POINTER))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model.safetensors is a Git LFS pointer");
    }

    @Test
    void aWebPageAndNothingAreNotTheFileEither() {
        assertThatThrownBy(() -> JsonFile.parse("config.json", bytes("\n<!DOCTYPE html><html>…")))
                .hasMessageContaining("config.json is a web page");
        assertThatThrownBy(() -> JsonFile.parse("config.json", new byte[0])).hasMessage("config.json is empty.");
    }

    @Test
    void whatIsNoJsonIsSaidInOurOwnWords() {
        assertThatCode(() -> JsonFile.parse("config.json", bytes("{}"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> JsonFile.parse("config.json", bytes("{\"a\": nul}")))
                .hasMessage("config.json is not valid JSON (line 1, column 7).");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
