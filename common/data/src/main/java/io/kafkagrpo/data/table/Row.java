package io.kafkagrpo.data.table;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One record of a data file.
 *
 * @param number its line, or its place among the rows, from 1
 * @param place where it is, as the beginning of a sentence: {@code Line 3 of train.jsonl}
 * @param cells its values by column
 */
public record Row(int number, String place, ObjectNode cells) {}
