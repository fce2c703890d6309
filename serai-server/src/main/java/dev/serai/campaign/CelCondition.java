package dev.serai.campaign;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A condition in CEL over {@code fact}. Its classes are loaded by the first file that needs them. */
record CelCondition(String text, CelRuntime.Program program, Set<FactPath> places) implements Condition {
    /** How long an expression may be, in characters. */
    static final int LENGTH_MAX = 1_000;

    private static final class Engine {
        static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("fact", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .setResultType(SimpleType.BOOL)
                .build();
        static final CelRuntime RUNTIME =
                CelRuntimeFactory.plannerRuntimeBuilder().build();
    }

    static CelCondition compile(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a condition has at most " + LENGTH_MAX + " characters, found " + text.length());
        }
        try {
            var ast = Engine.COMPILER.compile(text).getAst();
            return new CelCondition(text, Engine.RUNTIME.createProgram(ast), places(ast));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("not a CEL condition over fact: " + e.getMessage(), e);
        }
    }

    /** Every {@code fact.a.b} in it; what is looked at through a list or a macro's variable is not told. */
    private static Set<FactPath> places(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(node -> steps(node.expr()))
                .filter(steps -> !steps.isEmpty())
                .map(FactPath::new)
                .collect(Collectors.toSet());
    }

    private static List<String> steps(CelExpr expr) {
        var steps = new ArrayDeque<String>();
        var at = expr;
        while (at.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            steps.push(at.select().field());
            at = at.select().operand();
        }
        boolean ofFact =
                at.getKind() == CelExpr.ExprKind.Kind.IDENT && at.ident().name().equals("fact");
        return ofFact ? List.copyOf(steps) : List.of();
    }

    @Override
    public boolean holds(JsonNode body) {
        try {
            if (program.eval(Map.of("fact", plain(body))) instanceof Boolean truth) {
                return truth;
            }
            throw new Failed("the condition is neither true nor false for this fact");
        } catch (CelEvaluationException e) {
            throw new Failed("the condition cannot be told for this fact: " + e.getMessage());
        }
    }

    private static Map<String, Object> plain(JsonNode object) {
        var map = new HashMap<String, Object>();
        for (var entry : object.properties()) {
            var value = value(entry.getValue());
            if (value != null) {
                map.put(entry.getKey(), value);
            }
        }
        return map;
    }

    /** Null for null and for a number that is no 64-bit integer: referring to it is a failure, never a rounding. */
    private static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            return plain(node);
        }
        if (node.isArray()) {
            var list = new ArrayList<Object>();
            for (var item : node) {
                var value = value(item);
                if (value != null) {
                    list.add(value);
                }
            }
            return list;
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : null;
    }
}
