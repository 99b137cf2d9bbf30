/** How a model computes, by the names that configurations, command lines and logs use. */
@NullMarked
package io.kafkagrpo.compute;

import org.jspecify.annotations.NullMarked;
