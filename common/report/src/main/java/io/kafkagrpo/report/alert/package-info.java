/** What of a run a person should look at: the alerts, their limits, and which of them a log gives cause for. */
@NullMarked
package io.kafkagrpo.report.alert;

import org.jspecify.annotations.NullMarked;
