/** The learner service at its edge: Quarkus wiring, health, metrics. */
@NullMarked
package io.kafkagrpo.learner.service;

import org.jspecify.annotations.NullMarked;
