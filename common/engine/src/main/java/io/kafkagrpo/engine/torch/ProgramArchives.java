package io.kafkagrpo.engine.torch;

import io.kafkagrpo.model.ModelConfig;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The engine's programs as TorchScript archives: which sources each has, and a model's sizes as their attributes.
 * Equal sizes give equal entries, and {@code gpu-check/programs.py} writes the same.
 */
final class ProgramArchives {

    /** How the generator multiplies by its weights. */
    enum Products {
        /** By weights packed for oneDNN. */
        PACKED("linear_packed"),
        /** By weights as they are. */
        PLAIN("linear_plain");

        private final String source;

        Products(String source) {
            this.source = source;
        }
    }

    private ProgramArchives() {}

    static InputStream generator(ModelConfig config, Products products) {
        return decoding("generator", config, products, "generator", "decoder", "sampler");
    }

    static InputStream trainer(ModelConfig config) {
        return decoding("trainer", config, Products.PLAIN, "trainer", "decoder", "head");
    }

    static InputStream weights() {
        return alone("weights");
    }

    static InputStream muon() {
        return alone("muon");
    }

    static InputStream ceilings() {
        return alone("ceilings");
    }

    private static InputStream alone(String name) {
        return TorchScriptArchive.build(
                new TorchScriptArchive.Module(name, Map.of("training", false)), Map.of(name, name));
    }

    private static InputStream decoding(String root, ModelConfig config, Products products, String... sources) {
        var named = new LinkedHashMap<String, String>();
        named.put("linear", products.source);
        for (String source : sources) {
            named.put(source, source);
        }
        var decoder = new LinkedHashMap<String, Object>();
        decoder.put("training", false);
        decoder.put("layers", config.layers());
        decoder.put("heads", config.heads());
        decoder.put("kv_heads", config.kvHeads());
        decoder.put("head_dim", config.headDim());
        decoder.put("eps", config.rmsNormEps());
        decoder.put("qkv_bias", config.attentionBias());
        decoder.put("qk_norm", config.queryKeyNorm());
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("training", false);
        attributes.put("decoder", new TorchScriptArchive.Module("decoder", decoder));
        return TorchScriptArchive.build(new TorchScriptArchive.Module(root, attributes), named);
    }
}
