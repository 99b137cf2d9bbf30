package io.kafkagrpo.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two listeners over TLS, {@code SCRAM} with user name and password and {@code CERTIFICATE} with the client's
 * own, and an authorizer that allows nobody anything but what an ACL says. The controller and the broker's own
 * traffic use certificates.
 *
 * @param authority made the broker's certificate and trusts its clients'
 * @param keyStore of the broker
 * @param certificatePort of the second listener
 * @param adminPassword of the super user {@link #ADMIN}
 */
record SecuredListeners(CertificateAuthority authority, String keyStore, int certificatePort, String adminPassword)
        implements BrokerListeners {

    static final String ADMIN = "admin";
    static final String BROKER = "broker";

    @Override
    public Map<String, String> settings(BrokerPorts ports) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listeners",
                "SCRAM://%1$s:%2$d,CERTIFICATE://%1$s:%3$d,CONTROLLER://%1$s:%4$d"
                        .formatted(HOST, ports.client(), certificatePort, ports.controller()),
                "advertised.listeners",
                "SCRAM://%1$s:%2$d,CERTIFICATE://%1$s:%3$d".formatted(HOST, ports.client(), certificatePort),
                "listener.security.protocol.map",
                "SCRAM:SASL_SSL,CERTIFICATE:SSL,CONTROLLER:SSL",
                "inter.broker.listener.name",
                "CERTIFICATE",
                "listener.name.scram.sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.scram.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:%s;User:%s".formatted(ADMIN, BROKER),
                "listener.name.certificate.ssl.client.auth",
                "required",
                "listener.name.controller.ssl.client.auth",
                "required"));
        settings.putAll(Map.of(
                "ssl.principal.mapping.rules",
                "RULE:^CN=([^,]+)$/$1/",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keyStore,
                "ssl.keystore.password",
                authority.password(),
                "ssl.key.password",
                authority.password(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                authority.trustStore().toString(),
                "ssl.truststore.password",
                authority.password()));
        return settings;
    }

    @Override
    public List<String> firstCredentials() {
        return List.of("SCRAM-SHA-512=[name=%s,password=%s]".formatted(ADMIN, adminPassword));
    }
}
