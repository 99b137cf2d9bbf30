package io.kafkagrpo.engine.torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Builds a TorchScript archive from source text, so that the engine's programs stay readable resources and no
 * Python is needed. The format is PyTorch's: an uncompressed zip of {@code data.pkl} (the root module's attributes,
 * pickle protocol 2), {@code code/__torch__/*.py}, {@code constants.pkl} and {@code version}.
 */
final class TorchScriptArchive {

    private static final String ROOT = "program/";
    /** The file format's version, which decides what the sources' operators mean. */
    private static final String FORMAT_VERSION = "10\n";

    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

    /**
     * A module of the archive.
     *
     * @param name file and class: module {@code decoder} is class {@code Decoder} in {@code decoder.py}
     * @param attributes Integer, Double, Boolean or another Module
     */
    record Module(String name, Map<String, Object> attributes) {
        Module {
            attributes = new LinkedHashMap<>(attributes);
        }

        private String className() {
            return Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
    }

    private TorchScriptArchive() {}

    /**
     * The archive of a root module.
     *
     * @param sources the sources it needs by their names in the archive, each a resource {@code NAME.py}
     *     beside this class
     */
    static InputStream build(Module root, Map<String, String> sources) {
        try {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                add(zip, "data.pkl", pickle(root));
                for (Map.Entry<String, String> source : sources.entrySet()) {
                    add(zip, "code/__torch__/" + source.getKey() + ".py", read(source.getValue()));
                }
                add(zip, "constants.pkl", EMPTY_TUPLE);
                add(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String source) throws IOException {
        try (InputStream in = TorchScriptArchive.class.getResourceAsStream(source + ".py")) {
            if (in == null) {
                throw new IllegalStateException("The class path lacks the TorchScript source " + source + ".py.");
            }
            return in.readAllBytes();
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(ROOT + name);
        var checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] pickle(Module root) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(0x80); // PROTO 2
        out.write(2);
        write(out, root);
        out.write('.'); // STOP
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Module module) throws IOException {
        out.writeBytes("c__torch__." + module.name() + "\n" + module.className() + "\n"); // GLOBAL
        out.write(')'); // EMPTY_TUPLE
        out.write(0x81); // NEWOBJ
        out.writeBytes("}("); // EMPTY_DICT, MARK
        for (Map.Entry<String, Object> attribute : module.attributes().entrySet()) {
            write(out, attribute.getKey());
            switch (attribute.getValue()) {
                case Module inner -> write(out, inner);
                case Boolean value -> out.write(value ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
                case Integer value -> {
                    out.write('J'); // BININT, little-endian
                    out.writeInt(Integer.reverseBytes(value));
                }
                case Double value -> {
                    out.write('G'); // BINFLOAT, big-endian
                    out.writeDouble(value);
                }
                default -> throw new IllegalArgumentException("A module can't hold " + attribute + ".");
            }
        }
        out.writeBytes("ub"); // SETITEMS, BUILD
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X'); // BINUNICODE
        out.writeInt(Integer.reverseBytes(utf8.length));
        out.write(utf8);
    }
}
