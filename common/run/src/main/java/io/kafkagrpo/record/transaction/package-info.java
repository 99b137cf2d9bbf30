/** Writing several records, so that all of them are seen or none. */
@NullMarked
package io.kafkagrpo.record.transaction;

import org.jspecify.annotations.NullMarked;
