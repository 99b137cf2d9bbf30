package io.kafkagrpo.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A real broker that speaks TLS only, knows its users and allows them nothing but what ACLs say: for tests of
 * rights and credentials in any module. Certificates and passwords are made at the start, in the broker's folder.
 */
public final class SecuredBroker implements AutoCloseable {
    private static final int ITERATIONS = 4096;

    private final EmbeddedBroker broker;
    private final SecuredListeners listeners;

    private SecuredBroker(EmbeddedBroker broker, SecuredListeners listeners) {
        this.broker = broker;
        this.listeners = listeners;
    }

    /** Starts a broker over a folder that has held none before. */
    public static SecuredBroker start(Path folder) throws IOException, GeneralSecurityException {
        CertificateAuthority authority = new CertificateAuthority(
                folder.resolve("certificates"), UUID.randomUUID().toString());
        SecuredListeners listeners = new SecuredListeners(
                authority,
                authority.keyStore(SecuredListeners.BROKER).toString(),
                FreePort.any(),
                UUID.randomUUID().toString());
        return new SecuredBroker(EmbeddedBroker.start(folder, 0, listeners), listeners);
    }

    /** Where clients connect with SASL_SSL and SCRAM-SHA-512. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where clients connect with SSL and a certificate of their own. */
    public String certificateServers() {
        return BrokerListeners.HOST + ":" + listeners.certificatePort();
    }

    /** Client settings of the super user, who may do everything. */
    public Map<String, String> admin() {
        return scram(SecuredListeners.ADMIN, listeners.adminPassword());
    }

    /** Client settings of a new user, {@code User:name} in ACLs, who may do nothing yet. */
    public Map<String, String> user(String name, String password) throws ExecutionException, InterruptedException {
        try (Admin admin = admin(admin())) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)))
                    .all()
                    .get();
        }
        return scram(name, password);
    }

    /**
     * Client settings of a user with a certificate, {@code User:name} in ACLs as well,
     * for {@link #certificateServers}.
     */
    public Map<String, String> certificate(String name) throws IOException, GeneralSecurityException {
        String store = listeners.authority().keyStore(name).toString();
        String password = listeners.authority().password();
        return Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.location", listeners.authority().trustStore().toString(),
                "ssl.truststore.password", password,
                "ssl.keystore.location", store,
                "ssl.keystore.password", password,
                "ssl.key.password", password);
    }

    /** An admin client with some client settings of this broker. */
    public Admin admin(Map<String, String> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("bootstrap.servers", bootstrapServers());
        return Admin.create(settings);
    }

    private Map<String, String> scram(String name, String password) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(name, password),
                "ssl.truststore.location",
                listeners.authority().trustStore().toString(),
                "ssl.truststore.password",
                listeners.authority().password());
    }

    @Override
    public void close() {
        broker.close();
    }
}
