/** Programming tasks: a completion's program is run against the tests of its problem, in a sandbox. */
@NullMarked
package io.kafkagrpo.task.reward.code;

import org.jspecify.annotations.NullMarked;
