package dev.serai.gateway.desk;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How a text is made of a call's parameters; the right way, or one changed by a usual mistake.
 *
 * @param parts in the order of the text
 * @param dropped names that are not in it
 * @param signNamed whether {@code sign=} itself stands there, without a value
 */
record Draft(
        List<Part> parts,
        Set<String> dropped,
        boolean empties,
        boolean structures,
        boolean signNamed,
        String equals,
        String between,
        String before,
        String after,
        Charset charset) {

    /** As the dialect says; Alipay's clients that keep empty values are right too, so there are two. */
    static List<Draft> right(SaidCall call) {
        var sorted = new ArrayList<>(call.parts());
        sorted.sort(Comparator.comparing(Part::name));
        boolean top = call.speech() == Speech.TOP;
        var body = top && call.pasted().hasJson() ? call.pasted().body() : "";
        var plain = new Draft(
                sorted, Set.of(), false, false, false, top ? "" : "=", top ? "" : "&", "", body, call.charset());
        return call.speech() == Speech.ALIPAY ? List.of(plain, plain.keepingEmpties()) : List.of(plain);
    }

    String text() {
        var text = new StringBuilder(before);
        boolean first = true;
        for (var part : parts) {
            if (dropped.contains(part.name())) {
                continue;
            }
            var value = part.value();
            if (part.name().equals("sign")) {
                if (!signNamed) {
                    continue;
                }
                value = "";
            } else if (part.isStructure()) {
                if (!structures) {
                    continue;
                }
                value = part.raw();
            } else if (value.isEmpty() && !empties) {
                continue;
            }
            text.append(first ? "" : between).append(part.name()).append(equals).append(value);
            first = false;
        }
        return text.append(after).toString();
    }

    byte[] bytes() {
        return text().getBytes(charset);
    }

    Draft of(List<Part> others) {
        return new Draft(others, dropped, empties, structures, signNamed, equals, between, before, after, charset);
    }

    Draft each(Function<Part, Part> change) {
        return of(parts.stream().map(change).toList());
    }

    Draft without(String name) {
        var names = new HashSet<>(dropped);
        names.add(name);
        return new Draft(parts, names, empties, structures, signNamed, equals, between, before, after, charset);
    }

    Draft keepingEmpties() {
        return new Draft(parts, dropped, true, structures, signNamed, equals, between, before, after, charset);
    }

    Draft withStructures() {
        return new Draft(parts, dropped, empties, true, signNamed, equals, between, before, after, charset);
    }

    Draft withSign() {
        return new Draft(parts, dropped, empties, structures, true, equals, between, before, after, charset);
    }

    Draft joined(String newEquals, String newBetween) {
        return new Draft(parts, dropped, empties, structures, signNamed, newEquals, newBetween, before, after, charset);
    }

    Draft around(String newBefore, String newAfter) {
        return new Draft(parts, dropped, empties, structures, signNamed, equals, between, newBefore, newAfter, charset);
    }

    Draft in(Charset other) {
        return new Draft(parts, dropped, empties, structures, signNamed, equals, between, before, after, other);
    }
}
