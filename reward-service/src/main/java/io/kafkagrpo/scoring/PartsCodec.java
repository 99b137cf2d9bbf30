package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.Parts;

/**
 * Reads records as {@link Parts}, without copying what stays bytes. Protobuf lets one message be written in several
 * ways (numbers unpacked, a field in two pieces); parts can be taken of the usual one alone, so a message of another
 * is written anew first.
 */
final class PartsCodec {
    private static final int LONGEST_VARINT = 10;

    private PartsCodec() {}

    /** The parts of a completion; they keep these bytes, which nobody may write to. */
    static Parts.Completion completion(byte[] value) throws InvalidProtocolBufferException {
        return parts(UnsafeByteOperations.unsafeWrap(value), Parts.Completion.parser(), Completion.parser());
    }

    /** The parts of what a completion or a scored one has as finished. */
    static Parts.Finished finished(ByteString value) throws InvalidProtocolBufferException {
        return parts(value, Parts.Finished.parser(), Finished.parser());
    }

    /** The scored completion that these bytes were made of; it keeps them. */
    static Parts.ScoredCompletion scored(byte[] value) throws InvalidProtocolBufferException {
        return parse(UnsafeByteOperations.unsafeWrap(value), Parts.ScoredCompletion.parser());
    }

    /** How many numbers a packed field of integers holds. */
    static int integers(ByteString packed) throws InvalidProtocolBufferException {
        int count = 0;
        int length = 0;
        for (byte each : packed.toByteArray()) {
            length++;
            if (length > LONGEST_VARINT) {
                throw new InvalidProtocolBufferException("a token id of more than " + LONGEST_VARINT + " bytes");
            }
            if (each >= 0) { // the last byte of a number
                count++;
                length = 0;
            }
        }
        if (length > 0) {
            throw new InvalidProtocolBufferException("the last token id is cut off");
        }
        return count;
    }

    /** The first of a packed field of floats that is infinite or NaN; -1 where all are finite. */
    static int firstNotFinite(ByteString packed) {
        byte[] bytes = packed.toByteArray();
        for (int last = Float.BYTES - 1; last < bytes.length; last += Float.BYTES) {
            // the exponent lies in seven bits of a float's last byte and in the first bit of the one before
            if ((bytes[last] & 0x7F) == 0x7F && bytes[last - 1] < 0) {
                return last / Float.BYTES;
            }
        }
        return -1;
    }

    private static <T extends Message> T parts(ByteString value, Parser<T> parts, Parser<? extends Message> whole)
            throws InvalidProtocolBufferException {
        T read = parse(value, parts);
        boolean usual = read.getSerializedSize() == value.size()
                && read.getUnknownFields().asMap().isEmpty();
        return usual ? read : parse(whole.parseFrom(value).toByteString(), parts);
    }

    private static <T extends Message> T parse(ByteString value, Parser<T> parser)
            throws InvalidProtocolBufferException {
        CodedInputStream input = value.newCodedInput();
        input.enableAliasing(true);
        T message = parser.parseFrom(input);
        input.checkLastTagWas(0); // or else there are bytes that belong to nothing
        return message;
    }
}
