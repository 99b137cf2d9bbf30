@NullMarked
package io.kafkagrpo.cli.top;

import org.jspecify.annotations.NullMarked;
