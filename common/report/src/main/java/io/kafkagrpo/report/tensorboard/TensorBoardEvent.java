package io.kafkagrpo.report.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * One event of TensorBoard: the few fields of tensorflow/core/util/event.proto and framework/summary.proto that
 * scalars need. Equal events are equal bytes.
 */
final class TensorBoardEvent {
    private static final String FILE_VERSION = "brain.Event:2";

    // message Event
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    // message Summary
    private static final int SUMMARY_VALUE = 1;
    // message Summary.Value
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE_VALUE = 2;

    private TensorBoardEvent() {}

    /** What a file of events begins with. */
    static byte[] fileVersion(long atMs) {
        return message(event -> {
            event.writeDouble(EVENT_WALL_TIME, seconds(atMs));
            event.writeString(EVENT_FILE_VERSION, FILE_VERSION);
        });
    }

    /** Scalars of one step, by their tags, which TensorBoard groups by what stands before the first slash. */
    static byte[] scalars(long atMs, long step, Map<String, Double> values) {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> scalar : new TreeMap<>(values).entrySet()) {
                out.writeByteArray(SUMMARY_VALUE, value(scalar.getKey(), scalar.getValue()));
            }
        });
        return message(event -> {
            event.writeDouble(EVENT_WALL_TIME, seconds(atMs));
            event.writeInt64(EVENT_STEP, step);
            event.writeByteArray(EVENT_SUMMARY, summary);
        });
    }

    private static byte[] value(String tag, double value) {
        return message(out -> {
            out.writeString(VALUE_TAG, tag);
            out.writeFloat(VALUE_SIMPLE_VALUE, (float) value);
        });
    }

    private static double seconds(long atMs) {
        return atMs / 1000.0;
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString().toByteArray();
    }
}
