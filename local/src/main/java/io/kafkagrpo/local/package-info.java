/** The grpo command: the embedded broker, the launcher of the three services, and the offline tools. */
@NullMarked
package io.kafkagrpo.local;

import org.jspecify.annotations.NullMarked;
