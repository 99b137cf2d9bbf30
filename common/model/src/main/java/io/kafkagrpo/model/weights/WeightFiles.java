package io.kafkagrpo.model.weights;

import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The safetensors files of a model directory, mapped read-only, checked against a {@link WeightLayout}: every
 * tensor of the layout is there with its shape, and nothing else is.
 *
 * <p>Two extras are tolerated, for files in use have them: an {@code lm_head.weight} in a tied model, where its
 * bytes equal the embedding's (otherwise the file contradicts its configuration), and the rotary {@code inv_freq}
 * buffers of old Llama files, which follow from rope_theta.
 */
public final class WeightFiles implements AutoCloseable {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final Pattern ROTARY_BUFFER = Pattern.compile(".*\\.rotary_emb\\.inv_freq");
    private static final int MOST_NAMES_LISTED = 20;

    private final Arena arena;
    private final List<SafetensorsFile.Tensor> tensors;

    private WeightFiles(Arena arena, List<SafetensorsFile.Tensor> tensors) {
        this.arena = arena;
        this.tensors = tensors;
    }

    /**
     * Maps the weights of a directory: {@code model.safetensors}, or the shards that
     * {@code model.safetensors.index.json} names.
     *
     * @throws ModelFormatException where a file is missing or damaged, or its tensors are not the layout's; the
     *     message lists the missing, unexpected and misshapen tensors by name
     */
    public static WeightFiles open(Path modelDirectory, WeightLayout layout) {
        var arena = Arena.ofShared();
        try {
            Map<String, SafetensorsFile.Tensor> stored = Files.exists(modelDirectory.resolve(SINGLE))
                    ? SafetensorsFile.map(modelDirectory.resolve(SINGLE), arena)
                    : mapShards(modelDirectory, arena);
            return new WeightFiles(arena, matched(modelDirectory, layout, stored));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The stored format of a tensor, by its position in the layout. */
    public DataType dtype(int tensorIndex) {
        return tensors.get(tensorIndex).dtype();
    }

    /** The stored bytes of a tensor, little-endian and read-only, by its position in the layout. */
    public MemorySegment data(int tensorIndex) {
        return tensors.get(tensorIndex).data();
    }

    @Override
    public void close() {
        arena.close();
    }

    /** The weight files of a directory; the names that are asked for when none is there. */
    public static List<Path> list(Path modelDirectory) {
        Path single = modelDirectory.resolve(SINGLE);
        if (Files.exists(single)) {
            return List.of(single);
        }
        var files = new TreeSet<>(shardOfTensor(modelDirectory).values());
        return files.stream().map(modelDirectory::resolve).toList();
    }

    private static Map<String, String> shardOfTensor(Path directory) {
        Path index = directory.resolve(INDEX);
        if (!Files.exists(index)) {
            throw new ModelFormatException(directory + " has no weights: neither " + SINGLE + " nor " + INDEX + ".");
        }
        JsonFile map = JsonFile.read(index).object("weight_map");
        var shards = new LinkedHashMap<String, String>();
        map.root().properties().forEach(entry -> {
            String file = entry.getValue().textValue();
            // a name, not a path: an index can't point out of its directory
            if (file == null || !file.endsWith(".safetensors") || file.contains("/") || file.contains("\\")) {
                throw map.wrong(entry.getKey(), entry.getValue(), "the name of a .safetensors file");
            }
            shards.put(entry.getKey(), file);
        });
        return shards;
    }

    private static Map<String, SafetensorsFile.Tensor> mapShards(Path directory, Arena arena) {
        Map<String, String> shardOf = shardOfTensor(directory);
        var all = new LinkedHashMap<String, SafetensorsFile.Tensor>();
        for (String shard : new TreeSet<>(shardOf.values())) {
            Path file = directory.resolve(shard);
            SafetensorsFile.map(file, arena).forEach((name, tensor) -> {
                if (!shard.equals(shardOf.get(name))) {
                    throw new ModelFormatException(file + " holds " + name + ", but " + INDEX + " places it in "
                            + shardOf.getOrDefault(name, "no file") + ".");
                }
                all.put(name, tensor);
            });
        }
        return all;
    }

    private static List<SafetensorsFile.Tensor> matched(
            Path directory, WeightLayout layout, Map<String, SafetensorsFile.Tensor> stored) {
        var complaints = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var misshapen = new ArrayList<String>();
        var found = new ArrayList<SafetensorsFile.Tensor>();
        for (TensorSpec spec : layout.tensors()) {
            SafetensorsFile.Tensor tensor = stored.get(spec.name());
            if (tensor == null) {
                missing.add(spec.name());
            } else if (!tensor.shape().equals(spec.shape())) {
                misshapen.add(spec.name() + " " + tensor.shape() + " instead of " + spec.shape());
            } else {
                found.add(tensor);
            }
        }
        List<String> unexpected = stored.keySet().stream()
                .filter(name -> layout.find(name).isEmpty() && !isTolerated(name, stored))
                .map(JsonFile::shortened)
                .toList();
        complain(complaints, "missing", missing);
        complain(complaints, "unexpected", unexpected);
        complain(complaints, "misshapen", misshapen);
        if (!complaints.isEmpty()) {
            throw new ModelFormatException(
                    "The weights in " + directory + " don't match config.json: " + String.join("; ", complaints) + ".");
        }
        return List.copyOf(found);
    }

    private static boolean isTolerated(String name, Map<String, SafetensorsFile.Tensor> stored) {
        if (ROTARY_BUFFER.matcher(name).matches()) {
            return true;
        }
        SafetensorsFile.Tensor head = stored.get(HEAD);
        SafetensorsFile.Tensor embedding = stored.get(EMBEDDING);
        return name.equals(HEAD)
                && head != null
                && embedding != null
                && head.dtype() == embedding.dtype()
                && head.shape().equals(embedding.shape())
                && head.data().mismatch(embedding.data()) == -1;
    }

    private static void complain(List<String> complaints, String kind, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        var listed = String.join(", ", names.subList(0, Math.min(MOST_NAMES_LISTED, names.size())));
        String more = names.size() > MOST_NAMES_LISTED ? " and " + (names.size() - MOST_NAMES_LISTED) + " more" : "";
        complaints.add(names.size() + " " + kind + " (" + listed + more + ")");
    }
}
