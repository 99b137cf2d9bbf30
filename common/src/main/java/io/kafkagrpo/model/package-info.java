/** Decoder models on DJL's PyTorch engine: configuration, safetensors, programs, sampler, tokenizer, chat template. */
@NullMarked
package io.kafkagrpo.model;

import org.jspecify.annotations.NullMarked;
