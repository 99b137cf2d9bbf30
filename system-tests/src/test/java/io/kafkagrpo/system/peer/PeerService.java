package io.kafkagrpo.system.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The child's half of a {@link PeerProcess}: answers lines of model, number of tokens and prompt ids, divided by
 * tabs, with the ids that follow, until its input ends.
 */
final class PeerService {
    static final String READY = "peer: ready";
    static final String UNAVAILABLE = "peer: unavailable: ";
    static final String IDS = "peer: ids: ";

    private final Function<Path, PeerEngine> opener;
    private @Nullable Path model;
    private @Nullable PeerEngine engine;

    private PeerService(Function<Path, PeerEngine> opener) {
        this.opener = opener;
    }

    /** Answers; a model stays open until another one is asked for. */
    static void serve(Function<Path, PeerEngine> opener) throws IOException {
        PrintStream out = System.out;
        out.println(READY);
        PeerService service = new PeerService(opener);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("\t");
            int[] ids = service.engine(Path.of(parts[0])).continueGreedily(ids(parts[2]), Integer.parseInt(parts[1]));
            out.println(IDS + text(ids));
        }
    }

    static String text(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    static int[] ids(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private PeerEngine engine(Path wanted) {
        if (engine == null || !wanted.equals(model)) {
            if (engine != null) {
                engine.close();
            }
            engine = opener.apply(wanted);
            model = wanted;
        }
        return engine;
    }
}
