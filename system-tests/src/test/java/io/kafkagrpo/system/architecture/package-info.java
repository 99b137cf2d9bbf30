/** Which package may know which. */
@NullMarked
package io.kafkagrpo.system.architecture;

import org.jspecify.annotations.NullMarked;
