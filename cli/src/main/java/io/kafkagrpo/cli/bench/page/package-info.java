/** Measures the page: a synthetic run of real shape in an embedded Kafka, the dashboard over it, and its views. */
@NullMarked
package io.kafkagrpo.cli.bench.page;

import org.jspecify.annotations.NullMarked;
