package io.kafkagrpo.cli.argument;

import io.kafkagrpo.process.RunFolder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A path on the command line: one that names something, and that this system and the libraries below can name too.
 */
public final class PathArgument implements ITypeConverter<Path> {

    @Override
    public Path convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("is empty, but must be a path");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new TypeConversionException(
                    "'%s' has a control character, which no path may have here".formatted(text));
        }
        if (!RunFolder.isOpenable(text)) {
            // the reward-service's store and libtorch take such a path for another one
            throw new TypeConversionException(
                    "'%s' has a character beyond U+FFFF (such as an emoji), which not all parts can open; choose another path"
                            .formatted(text));
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "'%s' can't be a path on this system (set LC_ALL to a UTF-8 locale for names beyond ASCII)"
                            .formatted(text));
        }
    }
}
