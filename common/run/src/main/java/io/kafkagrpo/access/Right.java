package io.kafkagrpo.access;

import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a role may do with a resource of Kafka.
 *
 * @param type topic, group, transactional id or cluster
 * @param pattern whether {@code name} is the whole name or its beginning
 * @param operations what is allowed; whatever Kafka implies by it (Describe by Read, for one) is allowed as well
 * @param purpose what for, in a few words
 */
public record Right(
        ResourceType type, PatternType pattern, String name, List<AclOperation> operations, String purpose) {

    /** The only name of the resource cluster. */
    static final String CLUSTER = "kafka-cluster";

    public Right {
        operations = List.copyOf(operations);
    }

    /** As Kafka's admin client creates them, for a principal such as {@code User:learner-service}. */
    public List<AclBinding> bindings(String principal) {
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    /** Whether this right is about a resource of that name. */
    public boolean covers(ResourceType otherType, String otherName) {
        return type == otherType
                && (pattern == PatternType.PREFIXED ? otherName.startsWith(name) : otherName.equals(name));
    }

    /** Whether an operation is allowed, by itself or by what Kafka implies. */
    public boolean allows(AclOperation operation) {
        return operations.contains(operation)
                || switch (operation) {
                    case DESCRIBE ->
                        operations.contains(AclOperation.READ)
                                || operations.contains(AclOperation.WRITE)
                                || operations.contains(AclOperation.DELETE)
                                || operations.contains(AclOperation.ALTER);
                    case DESCRIBE_CONFIGS -> operations.contains(AclOperation.ALTER_CONFIGS);
                    default -> false;
                };
    }
}
