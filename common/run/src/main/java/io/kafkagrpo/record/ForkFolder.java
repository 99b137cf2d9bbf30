package io.kafkagrpo.record;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fork begins with, in its run-dir: its parent's state after a step, where that came from, and the groups of
 * the parent that it trains on too. Without it the fork can't be made again, for its log begins after this state.
 * Where it came from is written last, and at once: it says that the rest is there.
 *
 * @param path the folder
 */
public record ForkFolder(Path path) {

    /** Whether the run is a fork. */
    public boolean exists() {
        return Files.isRegularFile(originFile());
    }

    /**
     * Whether a fork was begun here and not made to its end, so that its state may be a part only.
     */
    public boolean isHalfMade() {
        return Files.isDirectory(path) && !exists();
    }

    /** Master weights and moments, as a checkpoint has them. */
    public Path state() {
        return path.resolve("parent.state");
    }

    /** Writes what is not the state. */
    public void write(ForkedFrom origin, List<ScoredGroup> past) {
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pastFile()))) {
                for (ScoredGroup group : past) {
                    group.writeDelimitedTo(out);
                }
            }
            Path draft = originFile().resolveSibling("origin.new");
            Files.write(draft, origin.toByteArray());
            Files.move(draft, originFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The beginning of a fork can't be written to " + path, e);
        }
    }

    /** Which state it is. */
    public ForkedFrom origin() {
        try {
            return ForkedFrom.parseFrom(Files.readAllBytes(originFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s, which says where the run was forked from, can't be read; fork its parent anew"
                            .formatted(originFile()),
                    e);
        }
    }

    /** Groups of the parent, with their origin. */
    public List<ScoredGroup> past() {
        List<ScoredGroup> groups = new ArrayList<>();
        try (InputStream in = Files.newInputStream(pastFile())) {
            for (ScoredGroup group = ScoredGroup.parseDelimitedFrom(in);
                    group != null;
                    group = ScoredGroup.parseDelimitedFrom(in)) {
                groups.add(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(pastFile() + " can't be read", e);
        }
        return groups;
    }

    private Path originFile() {
        return path.resolve("origin");
    }

    private Path pastFile() {
        return path.resolve("past-groups");
    }
}
