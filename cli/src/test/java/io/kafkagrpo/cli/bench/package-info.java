@NullMarked
package io.kafkagrpo.cli.bench;

import org.jspecify.annotations.NullMarked;
