@NullMarked
package io.kafkagrpo.cli.cluster;

import org.jspecify.annotations.NullMarked;
