package io.kafkagrpo.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A Parquet file's values as JSON has them, lists and structs included. */
final class ParquetValues {

    private static final JsonNodeFactory JSON = JsonText.MAPPER.getNodeFactory();

    private ParquetValues() {}

    static ObjectNode object(StructAccessor struct) {
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < struct.getFieldCount(); i++) {
            object.set(struct.getFieldName(i), struct.isNull(i) ? JSON.nullNode() : value(struct.getValue(i)));
        }
        return object;
    }

    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case String text -> JSON.textNode(text);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Short number -> JSON.numberNode(number);
            case Byte number -> JSON.numberNode(number);
            case Float number when Float.isFinite(number) -> JSON.numberNode(new BigDecimal(number.toString()));
            case Double number when Double.isFinite(number) -> JSON.numberNode(new BigDecimal(number.toString()));
            case BigDecimal number -> JSON.numberNode(number);
            case Boolean flag -> JSON.booleanNode(flag);
            case byte[] bytes -> JSON.textNode(text(bytes));
            case PqStruct struct -> object(struct);
            case PqList list -> array(list);
            case PqMap map -> map(map);
            default -> JSON.textNode(value.toString()); // dates and times, as ISO 8601 writes them; NaN and infinities
        };
    }

    private static ArrayNode array(PqList list) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            array.add(list.isNull(i) ? JSON.nullNode() : value(list.get(i)));
        }
        return array;
    }

    private static ObjectNode map(PqMap map) {
        ObjectNode object = JSON.objectNode();
        for (PqMap.Entry entry : map.getEntries()) {
            String key = entry.getKey() instanceof byte[] bytes ? text(bytes) : String.valueOf(entry.getKey());
            object.set(key, entry.isValueNull() ? JSON.nullNode() : value(entry.getValue()));
        }
        return object;
    }

    /** Texts whose writer didn't say that they are texts; other bytes as Base64. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}
