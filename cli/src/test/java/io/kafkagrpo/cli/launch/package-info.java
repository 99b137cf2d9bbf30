@NullMarked
package io.kafkagrpo.cli.launch;

import org.jspecify.annotations.NullMarked;
