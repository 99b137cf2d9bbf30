package io.kafkagrpo.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DigestTest {
    /** Of "abc", as FIPS 180-4's examples give it. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void whateverItIsFedInTheDigestIsThatOfAllBytesInOrder() {
        assertThat(Digest.sha256("abc")).isEqualTo(ABC);
        assertThat(Digest.sha256().add("a").add(new byte[] {'b'}).add("c").hex())
                .isEqualTo(ABC);
        assertThat(Digest.sha256()
                        .add(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}))
                        .hex())
                .isEqualTo(ABC);
        assertThat(Digest.sha256().add(new byte[] {'a', 'b', 'c', 'd'}, 3).hex())
                .isEqualTo(ABC);
        assertThat(Digest.sha1().add("abc").hex()).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
