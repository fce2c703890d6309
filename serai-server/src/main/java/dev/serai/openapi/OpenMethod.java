package dev.serai.openapi;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A method that can be called now: its declaration and the code or address that answers. Immutable. */
public final class OpenMethod {
    private final Operation operation;
    private final @Nullable ApiMethod code;
    private final ParameterCheck check;
    private final Set<String> parameterNames;

    OpenMethod(Operation operation, @Nullable ApiMethod code) {
        this.operation = operation;
        this.code = code;
        this.check = new ParameterCheck(operation.parameters());
        this.parameterNames = operation.parameterNames();
    }

    public Operation operation() {
        return operation;
    }

    /** Our own code; null for a proxied method. */
    public @Nullable ApiMethod code() {
        return code;
    }

    public Set<String> parameterNames() {
        return parameterNames;
    }

    /**
     * The method's own parameters, typed.
     *
     * @throws dev.serai.protocol.Refusal naming the parameter that does not fit
     */
    public ObjectNode typed(List<RawParameter> raw) {
        return check.typed(raw);
    }
}
