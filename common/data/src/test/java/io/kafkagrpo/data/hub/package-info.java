@NullMarked
package io.kafkagrpo.data.hub;

import org.jspecify.annotations.NullMarked;
