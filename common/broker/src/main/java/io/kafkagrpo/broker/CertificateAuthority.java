package io.kafkagrpo.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes certificates of its own, valid for a day, with the JDK's keytool: for a broker and its clients that live
 * and end together. All stores have one password, which is new each time.
 */
final class CertificateAuthority {
    private static final String AUTHORITY = "authority";
    private static final String TYPE = "PKCS12";

    private final Path folder;
    private final String password;
    private final Path all;

    CertificateAuthority(Path folder, String password) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.password = password;
        this.all = folder.resolve("all.p12");
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        keytool(AUTHORITY, "-ext", "bc:critical=ca:true");
        KeyStore trusted = empty();
        trusted.setCertificateEntry(AUTHORITY, read().getCertificate(AUTHORITY));
        write(trusted, trustStore());
    }

    /** What trusts every certificate of this authority. */
    Path trustStore() {
        return folder.resolve("trust.p12");
    }

    String password() {
        return password;
    }

    /**
     * A store with a new key and its certificate, whose subject is {@code CN=name}, for a server on the loopback
     * address or a client.
     */
    Path keyStore(String name) throws IOException, GeneralSecurityException {
        keytool(name, "-signer", AUTHORITY, "-ext", "san=dns:localhost,ip:127.0.0.1");
        KeyStore everything = read();
        Key key = everything.getKey(name, password.toCharArray());
        KeyStore own = empty();
        own.setKeyEntry(name, key, password.toCharArray(), everything.getCertificateChain(name));
        Path file = folder.resolve(name + ".p12");
        write(own, file);
        return file;
    }

    private void keytool(String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-validity",
                "1",
                "-storetype",
                TYPE,
                "-keystore",
                all.toString(),
                "-storepass:env",
                "STORE_PASSWORD"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Never among the arguments, where every user of the machine could read it.
        builder.environment().put("STORE_PASSWORD", password);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool made no certificate for %s: %s".formatted(alias, said.strip()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool made a certificate for " + alias, e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        return store;
    }

    private KeyStore read() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(all)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    private void write(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
    }
}
