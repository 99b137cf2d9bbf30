package io.kafkagrpo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredBrokerTest {
    @TempDir
    Path folder;

    @Test
    void knowsItsUsersAndAllowsThemWhatAclsSay() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(folder)) {
            // Given: a topic that ann, by password, and bob, by certificate, may see
            Map<String, String> ann = broker.user("ann", "a secret");
            try (Admin admin = broker.admin(broker.admin())) {
                admin.createTopics(List.of(new NewTopic("seen", 1, (short) 1), new NewTopic("hidden", 1, (short) 1)))
                        .all()
                        .get();
                admin.createAcls(List.of(maySee("User:ann"), maySee("User:bob")))
                        .all()
                        .get();
            }

            // When, Then: each sees that topic and no other
            assertThat(topics(broker.bootstrapServers(), ann)).containsExactly("seen");
            assertThat(topics(broker.certificateServers(), broker.certificate("bob")))
                    .containsExactly("seen");

            // Then: a wrong password, and a client without a certificate, are refused
            Map<String, String> wrong = new HashMap<>(ann);
            wrong.computeIfPresent("sasl.jaas.config", (_, jaas) -> jaas.replace("a secret", "a guess"));
            assertThatThrownBy(() -> topics(broker.bootstrapServers(), wrong))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
            Map<String, String> nobody = new HashMap<>(broker.certificate("carl"));
            nobody.keySet().removeIf(key -> key.startsWith("ssl.key"));
            assertThatThrownBy(() -> topics(broker.certificateServers(), nobody))
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }

    private static AclBinding maySee(String principal) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "seen", PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
    }

    private static Set<String> topics(String servers, Map<String, String> client) throws Exception {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("bootstrap.servers", servers);
        try (Admin admin = Admin.create(settings)) {
            return admin.listTopics().names().get();
        }
    }
}
