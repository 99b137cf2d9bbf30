package io.kafkagrpo.model.weights;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.StandIn;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One safetensors file, mapped: its tensors by name, in the order of their bytes. */
public final class SafetensorsFile {

    /**
     * A stored tensor.
     *
     * @param dtype stored format
     * @param shape sizes, outermost first
     * @param data its bytes, little-endian, read-only; exactly as long as format and shape say
     */
    public record Tensor(DataType dtype, List<Long> shape, MemorySegment data) {}

    private static final long HEAD = 256;

    private SafetensorsFile() {}

    /** Maps a file for as long as the arena lives; files beyond 2 GiB are no exception. */
    static Map<String, Tensor> map(Path file, Arena arena) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return parse(file.toString(), channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(file + " does not exist.", e);
        } catch (IOException e) {
            throw new ModelFormatException(file + " can't be read: " + e.getMessage() + ".", e);
        }
    }

    /** The tensors of a file's bytes. */
    public static Map<String, Tensor> parse(String name, MemorySegment file) {
        StandIn.refuse(name, file.asSlice(0, Math.min(HEAD, file.byteSize())).toArray(ValueLayout.JAVA_BYTE));
        var header = SafetensorsHeader.read(name, file);
        var tensors = new LinkedHashMap<String, Tensor>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            MemorySegment data = file.asSlice(header.dataStart() + entry.begin(), entry.end() - entry.begin());
            tensors.put(entry.name(), new Tensor(entry.dtype(), entry.shape(), data));
        }
        return tensors;
    }
}
