package io.kafkagrpo.engine.torch;

import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightChanges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Sends places and values to the device, which writes them there. */
final class DeviceScatter implements ValueScatter {
    private static final int CHANGES_AT_ONCE = 1 << 22;

    private final ParameterLayout layout;
    private final TorchProgram program;
    private final FlatVector vector;

    DeviceScatter(ParameterLayout layout, TorchProgram program, FlatVector vector) {
        this.layout = layout;
        this.program = program;
        this.vector = vector;
    }

    @Override
    public void write(List<WeightChanges> changes) {
        changes.forEach(this::write);
    }

    @Override
    public void settle() {
        // The device does one thing after the other.
    }

    private void write(WeightChanges changes) {
        int tensor = 0;
        List<TensorSpec> tensors = layout.weights().tensors();
        for (int done = 0; done < changes.size(); done += CHANGES_AT_ONCE) {
            int count = Math.min(CHANGES_AT_ONCE, changes.size() - done);
            long[] places = new long[count];
            ByteBuffer values = ByteBuffer.allocateDirect(count * Short.BYTES).order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                long position = changes.position(done + i);
                while (position >= tensors.get(tensor).end()) {
                    tensor++;
                }
                places[i] =
                        layout.start(tensor) + position - tensors.get(tensor).offset();
                values.putShort(changes.value(done + i));
            }
            try (PtNDManager host = TorchDevice.newHostManager()) {
                program.run(
                        "scatter",
                        vector.values(),
                        TorchDevice.tensor(host, places),
                        TorchDevice.bytes(host, values.flip()));
            }
        }
    }
}
