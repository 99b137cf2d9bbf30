@NullMarked
package io.kafkagrpo.cli.infer;

import org.jspecify.annotations.NullMarked;
