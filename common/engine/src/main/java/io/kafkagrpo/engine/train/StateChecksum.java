package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.torch.FlatVector;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.hash.MixSum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A training state's checksum: of the number of steps, and then of all vectors one after the other, as float32. */
interface StateChecksum {
    /** The next vector, where it is. */
    void add(FlatVector vector);

    /** The next values, at most 2 GiB of them. */
    void add(MemorySegment floats);

    /** Of all that was added. */
    Checksum value();

    /** Begins one. */
    static StateChecksum of(Checksum.Kind kind, long steps) {
        return switch (kind) {
            case CRC32C -> new Crc(steps);
            case SUM -> new Sum(steps);
        };
    }

    /** All bytes pass by the host. */
    final class Crc implements StateChecksum {
        private final CRC32C crc = new CRC32C();

        Crc(long steps) {
            crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, steps));
        }

        @Override
        public void add(FlatVector vector) {
            vector.readAll(this::add);
        }

        @Override
        public void add(MemorySegment floats) {
            crc.update(floats.asByteBuffer());
        }

        @Override
        public Checksum value() {
            return Checksum.crc32c((int) crc.getValue());
        }
    }

    /** Values are summed where they are. The steps are at the places 0 (their lower half) and 1, the first value at 2. */
    final class Sum implements StateChecksum {
        private long place = 2;
        private long sum;

        Sum(long steps) {
            sum = MixSum.of(0, (int) steps) + MixSum.of(1, (int) (steps >>> Integer.SIZE));
        }

        @Override
        public void add(FlatVector vector) {
            sum += vector.mixSum(0, vector.length(), MixSum.Values.FLOAT32, place);
            place += vector.length();
        }

        @Override
        public void add(MemorySegment floats) {
            sum += MixSum.of(floats, MixSum.Values.FLOAT32, place);
            place += floats.byteSize() / Float.BYTES;
        }

        @Override
        public Checksum value() {
            return Checksum.sum(sum);
        }
    }
}
