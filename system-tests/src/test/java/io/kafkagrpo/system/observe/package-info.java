/** What Prometheus and Grafana are given, and what they find. */
@NullMarked
package io.kafkagrpo.system.observe;

import org.jspecify.annotations.NullMarked;
