package io.kafkagrpo.dashboard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextsTest {
    @TempDir
    private Path folder;

    @Test
    void aVocabularyOfBytesPutsACharacterIntoTheTokenThatEndsIt() throws IOException {
        // Given GPT-2's letters: Ġ is a space, and € is spread over two tokens
        TokenTexts texts = read("""
            {"decoder": {"type": "ByteLevel"}, "added_tokens": [{"id": 9, "content": "<|end|>"}],
             "model": {"vocab": {"Ġa": 0, "âĤ": 1, "¬": 2}}}\
            """);

        // When they are asked for; 7 is in no vocabulary
        List<String> written = texts.of(List.of(0, 1, 2, 7, 9));

        // Then
        assertThat(written).containsExactly(" a", "", "€", "[7]", "<|end|>");
    }

    @Test
    void aVocabularyOfPiecesHasItsOwnSpace() throws IOException {
        TokenTexts texts = read("""
            {"decoder": {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
             "model": {"vocab": {"▁so": 0, "me": 1}}}\
            """);
        assertThat(texts.of(List.of(0, 1))).containsExactly(" so", "me");
    }

    @Test
    void wholeWordsAreThemselves() throws IOException {
        TokenTexts texts = read("""
            {"decoder": {"type": "Fuse"}, "model": {"vocab": {" Tom": 0, "\\n": 1}}}\
            """);
        assertThat(texts.of(List.of(1, 0))).containsExactly("\n", " Tom");
    }

    @Test
    void withoutAVocabularyIdsAreShown() {
        assertThat(TokenTexts.NONE.of(List.of(5))).containsExactly("[5]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not JSON",
                "",
                "[1, 2]",
                "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{\"id\": 9, \"content\": \"<|end|>\"}]}",
                "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", -1.5]]}}"
            })
    void aFileThatIsNoneIsRefusedWhereItWasNamedAndToldWhereItWasFound(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), content);
        assertThatThrownBy(() -> TokenTexts.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(file.toString());
        assertThat(TokenTexts.found(file).of(List.of(5))).containsExactly("[5]");
        assertThat(TokenTexts.found(file).why()).contains(file.toString());
    }

    private TokenTexts read(String json) throws IOException {
        return TokenTexts.read(Files.writeString(folder.resolve("tokenizer.json"), json));
    }
}
