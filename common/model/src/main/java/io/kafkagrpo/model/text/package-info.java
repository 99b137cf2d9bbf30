/** Between text and token ids: tokenizer and chat template. */
@NullMarked
package io.kafkagrpo.model.text;

import org.jspecify.annotations.NullMarked;
