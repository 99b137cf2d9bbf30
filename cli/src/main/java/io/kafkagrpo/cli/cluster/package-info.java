/** Runs on a cluster: list, delete, carry to another one, and the rights that they need. */
@NullMarked
package io.kafkagrpo.cli.cluster;

import org.jspecify.annotations.NullMarked;
