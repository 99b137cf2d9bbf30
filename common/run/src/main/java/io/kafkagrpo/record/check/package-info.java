/** What records say that weights and training states must add up to. */
@NullMarked
package io.kafkagrpo.record.check;

import org.jspecify.annotations.NullMarked;
