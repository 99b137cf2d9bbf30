/** Digests and mixed bits that are the same on every machine and in every release. */
@NullMarked
package io.kafkagrpo.hash;

import org.jspecify.annotations.NullMarked;
