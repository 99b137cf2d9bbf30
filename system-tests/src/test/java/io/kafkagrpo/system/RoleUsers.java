package io.kafkagrpo.system;

import io.kafkagrpo.access.AccessTable;
import io.kafkagrpo.access.Right;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.SecuredBroker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/** A user for a role, with rights of the table and no others, and the file that its clients read. */
final class RoleUsers {
    private RoleUsers() {}

    /** Makes the user, called like the role, and returns the settings of its clients. */
    static Map<String, String> make(
            SecuredBroker broker, Role role, String run, String password, Predicate<Right> rights)
            throws ExecutionException, InterruptedException {
        Map<String, String> client = new HashMap<>(broker.user(role.label(), password));
        List<AclBinding> bindings = AccessTable.rights(role, run).stream()
                .filter(rights)
                .flatMap(right -> right.bindings("User:" + role.label()).stream())
                .toList();
        try (Admin admin = broker.admin(broker.admin())) {
            admin.createAcls(bindings).all().get();
        }
        return client;
    }

    /** Writes {@code ROLE.properties}. */
    static void write(Path folder, Role role, Map<String, String> client) throws IOException {
        Properties properties = new Properties();
        properties.putAll(client);
        try (Writer out = Files.newBufferedWriter(folder.resolve(role.label() + ".properties"))) {
            properties.store(out, null);
        }
    }
}
