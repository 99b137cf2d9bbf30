/** The reward service around its topology: Quarkus wiring, life, health. */
@NullMarked
package io.kafkagrpo.scoring.service;

import org.jspecify.annotations.NullMarked;
