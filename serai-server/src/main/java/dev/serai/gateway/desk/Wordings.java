package dev.serai.gateway.desk;

import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;

/** The texts that a signer of this call may have signed instead of the right one. */
final class Wordings {
    /** Leaving one out is tried for this many parameters. */
    private static final int LEFT_OUT_MAX = 60;

    /** Numbers with more places before or after the point are not written anew. */
    private static final int PLACES_MAX = 400;

    private static final Charset GBK = Charset.forName("GBK");

    private record Slip(Finding mistake, UnaryOperator<Draft> change) {}

    private Wordings() {}

    /** The right ones first, then those with one mistake, then those with two of the most usual. */
    static List<Wording> of(SaidCall call) {
        var all = new ArrayList<Wording>();
        if (call.speech().ofParameters()) {
            var rights = Draft.right(call);
            rights.forEach(right -> all.add(new Wording(List.of(), right.bytes())));
            var usual = usual(call);
            var slips = new ArrayList<>(usual);
            slips.addAll(rare(call));
            for (var slip : slips) {
                all.add(new Wording(
                        List.of(slip.mistake),
                        slip.change.apply(rights.getFirst()).bytes()));
            }
            for (int i = 0; i < usual.size(); i++) {
                for (int j = i + 1; j < usual.size(); j++) {
                    var one = usual.get(i);
                    var two = usual.get(j);
                    if (one.mistake.mistake() != two.mistake.mistake()) {
                        all.add(new Wording(
                                List.of(one.mistake, two.mistake),
                                two.change
                                        .apply(one.change.apply(rights.getFirst()))
                                        .bytes()));
                    }
                }
            }
        } else if (!call.lines().isEmpty()) {
            all.add(new Wording(List.of(), utf8(call.lines())));
            all.addAll(lines(call));
        }
        return distinct(all);
    }

    /** Each text once, as the fewest mistakes explain it; several different single mistakes may make one text. */
    private static List<Wording> distinct(List<Wording> all) {
        var right = new HashSet<String>();
        var kept = new ArrayList<Wording>();
        for (var wording : all) {
            var text = new String(wording.bytes(), StandardCharsets.ISO_8859_1);
            if (wording.mistakes().isEmpty()) {
                right.add(text);
                kept.add(wording);
            } else if (!right.contains(text)) {
                kept.add(wording);
            }
        }
        return kept;
    }

    private static List<Slip> usual(SaidCall call) {
        var slips = new ArrayList<Slip>();
        slip(slips, Finding.of(Mistake.TEXT_ENCODED), draft -> draft.each(part -> part.with(encoded(part.value()))));
        slip(
                slips,
                Finding.of(Mistake.TEXT_ENCODED),
                draft -> draft.each(part -> part.with(encoded(part.value()).replace("+", "%20"))));
        slip(slips, Finding.of(Mistake.TEXT_EMPTIES), Draft::keepingEmpties);
        slip(
                slips,
                Finding.of(Mistake.TEXT_SIGN_TYPE_DROPPED, "name", call.typeName()),
                draft -> draft.without(call.typeName()));
        slip(
                slips,
                Finding.of(Mistake.TEXT_UNSORTED, "how", "the order in which they are sent"),
                draft -> draft.of(call.parts()));
        for (var charset : List.of(StandardCharsets.UTF_8, GBK, StandardCharsets.ISO_8859_1)) {
            if (!charset.equals(call.charset())) {
                slip(
                        slips,
                        Finding.of(
                                Mistake.TEXT_CHARSET,
                                "found",
                                charset.name(),
                                "wanted",
                                call.charset().name()),
                        draft -> draft.in(charset));
            }
        }
        return slips;
    }

    private static List<Slip> rare(SaidCall call) {
        var slips = new ArrayList<Slip>();
        var encoded = Finding.of(Mistake.TEXT_ENCODED);
        slip(slips, encoded, draft -> draft.each(part -> part.json() == null ? part.with(part.raw()) : part));
        slip(slips, encoded, draft -> draft.each(part -> part.with(component(part.value()))));
        slip(slips, encoded, draft -> draft.each(part -> part.with(lowerEscapes(encoded(part.value())))));
        slip(
                slips,
                Finding.of(Mistake.TEXT_UNSORTED, "how", "capitals and small letters alike"),
                draft -> draft.of(
                        sorted(draft, Comparator.comparing(part -> part.name().toLowerCase(Locale.ROOT)))));
        slip(
                slips,
                Finding.of(Mistake.TEXT_UNSORTED, "how", "descending"),
                draft -> draft.of(sorted(draft, Comparator.comparing(Part::name).reversed())));
        slip(
                slips,
                Finding.of(Mistake.TEXT_UNSORTED, "how", "by the whole name=value"),
                draft -> draft.of(sorted(draft, Comparator.comparing(part -> part.name() + "=" + part.value()))));
        slip(slips, Finding.of(Mistake.TEXT_SIGN_INCLUDED), Draft::withSign);
        slip(
                slips,
                Finding.of(Mistake.TEXT_SIGN_INCLUDED),
                draft -> draft.withSign().keepingEmpties());
        slip(slips, Finding.of(Mistake.TEXT_STRUCTURES), Draft::withStructures);
        slip(
                slips,
                Finding.of(Mistake.TEXT_PLUS),
                draft -> draft.each(
                        part -> part.json() == null ? part.with(part.value().replace(' ', '+')) : part));
        slip(slips, Finding.of(Mistake.TEXT_ENCODED_TWICE), draft -> draft.each(Wordings::decoded));
        slip(
                slips,
                Finding.of(Mistake.TEXT_TRIMMED),
                draft -> draft.each(part -> part.with(part.value().strip())));
        extras(slips);
        joins(call, slips);
        json(call, slips);
        call.parts().stream()
                .filter(part -> !part.value().isEmpty()
                        && !part.name().equals("sign")
                        && !part.name().equals(call.typeName()))
                .limit(LEFT_OUT_MAX)
                .forEach(part -> slip(
                        slips,
                        Finding.of(Mistake.TEXT_LEFT_OUT, "name", part.name()),
                        draft -> draft.without(part.name())));
        return slips;
    }

    private static void extras(List<Slip> slips) {
        extra(slips, "a line feed at its end", "", "\n");
        extra(slips, "CR LF at its end", "", "\r\n");
        extra(slips, "& at its end", "", "&");
        extra(slips, "a space at its end", "", " ");
        extra(slips, "? at its beginning", "?", "");
        extra(slips, "& at its beginning", "&", "");
        extra(slips, "the byte order mark U+FEFF at its beginning", "\uFEFF", "");
    }

    private static void extra(List<Slip> slips, String what, String before, String after) {
        slip(
                slips,
                Finding.of(Mistake.TEXT_EXTRA, "what", what),
                draft -> draft.around(before + draft.before(), draft.after() + after));
    }

    private static void joins(SaidCall call, List<Slip> slips) {
        if (call.speech() == Speech.TOP) {
            join(slips, "k=v joined by &", "=", "&", "name and value without separators");
            join(slips, "k=v without &", "=", "", "name and value without separators");
            if (call.pasted().hasJson()) {
                slip(
                        slips,
                        Finding.of(Mistake.TEXT_BODY, "how", "it is left out"),
                        draft -> draft.around(draft.before(), ""));
            }
        } else {
            join(slips, "name and value without separators", "", "", "k=v joined by &");
            join(slips, "k=v without &", "=", "", "k=v joined by &");
            join(slips, "k=v joined by commas", "=", ",", "k=v joined by &");
            join(slips, "k:v joined by &", ":", "&", "k=v joined by &");
        }
    }

    private static void join(List<Slip> slips, String how, String equals, String between, String wanted) {
        slip(
                slips,
                Finding.of(Mistake.TEXT_JOINED, "how", how, "wanted", wanted),
                draft -> draft.joined(equals, between));
    }

    private static void json(SaidCall call, List<Slip> slips) {
        for (var part : call.parts()) {
            if (part.isNumber()) {
                for (var other : numbers(part.raw())) {
                    var mistake =
                            Finding.of(Mistake.TEXT_NUMBER, "name", part.name(), "found", other, "wanted", part.raw());
                    slip(slips, mistake, draft -> draft.each(p -> p.name().equals(part.name()) ? p.with(other) : p));
                }
            }
            if (part.isLiteral()) {
                for (var other : literals(part)) {
                    var mistake = Finding.of(Mistake.TEXT_LITERAL, "name", part.name(), "found", other);
                    slip(slips, mistake, draft -> draft.each(p -> p.name().equals(part.name()) ? p.with(other) : p));
                }
            }
        }
        if (call.parts().stream().filter(Part::isNumber).count() > 1) {
            var mistake =
                    Finding.of(Mistake.TEXT_NUMBER, "name", "each number", "found", "shortened", "wanted", "longer");
            slip(slips, mistake, draft -> draft.each(p -> p.isNumber() ? p.with(shortest(p.raw())) : p));
        }
    }

    /** How other languages write this number again after they read it. */
    private static LinkedHashSet<String> numbers(String literal) {
        var others = new LinkedHashSet<String>();
        // 1e999999999 is eleven characters on the wire and a gigabyte in plain digits.
        if (Math.abs((long) new BigDecimal(literal).scale()) > PLACES_MAX) {
            return others;
        }
        others.add(shortest(literal));
        others.add(new BigDecimal(literal).toPlainString());
        double binary = Double.parseDouble(literal);
        others.add(Double.toString(binary));
        if (Math.abs(binary) < 1e15) {
            others.add(Long.toString((long) binary));
            others.add(String.format(Locale.ROOT, "%.2f", binary));
        }
        others.add("\"" + literal + "\"");
        others.remove(literal);
        return others;
    }

    private static String shortest(String literal) {
        var exact = new BigDecimal(literal);
        return Math.abs((long) exact.scale()) > PLACES_MAX
                ? literal
                : exact.stripTrailingZeros().toPlainString();
    }

    private static List<String> literals(Part part) {
        var json = part.json();
        if (json == null || json.isNull()) {
            return List.of("null", "None", "NULL");
        }
        return json.asBoolean() ? List.of("True", "1", "TRUE") : List.of("False", "0", "FALSE");
    }

    private static List<Wording> lines(SaidCall call) {
        var pasted = call.pasted();
        var all = new ArrayList<Wording>();
        var text = call.lines();
        if (text.endsWith("\n")) {
            all.add(wording(
                    Finding.of(Mistake.TEXT_EXTRA, "what", "nothing, but it lacks the line feed at its end"),
                    text.substring(0, text.length() - 1)));
        }
        extraLine(all, text, "a line feed at its end", "\n");
        all.add(wording(
                Finding.of(Mistake.TEXT_EXTRA, "what", "CR before each line feed"), text.replace("\n", "\r\n")));
        for (var other : targets(pasted)) {
            all.add(wording(
                    Finding.of(Mistake.TEXT_TARGET, "how", other[0]), replaced(text, pasted.target(), other[1])));
        }
        if (!pasted.body().isEmpty()) {
            for (var other : reformatted(pasted.body())) {
                all.add(wording(
                        Finding.of(Mistake.TEXT_BODY, "how", other[0]), replaced(text, pasted.body(), other[1])));
            }
            all.add(wording(Finding.of(Mistake.TEXT_BODY, "how", "it is left out"), replaced(text, pasted.body(), "")));
        }
        return all;
    }

    private static void extraLine(List<Wording> all, String text, String what, String tail) {
        all.add(wording(Finding.of(Mistake.TEXT_EXTRA, "what", what), text + tail));
    }

    private static List<String[]> targets(Pasted pasted) {
        return List.of(
                new String[] {"the path without the query", pasted.path()},
                new String[] {"the whole URL", pasted.url()},
                new String[] {"percent-decoded", decoded(pasted.target())});
    }

    /** The same JSON in other forms, each with its name. */
    static List<String[]> reformatted(String body) {
        try {
            var tree = Json.MAPPER.readTree(body);
            var forms = new ArrayList<String[]>();
            forms.add(new String[] {"without white space", tree.toString()});
            forms.add(new String[] {"keys sorted, without white space", Json.canonical(tree)});
            forms.add(new String[] {"with a space after : and ,", spaced(tree.toString())});
            forms.add(new String[] {"on several lines", tree.toPrettyString()});
            forms.add(new String[] {"with a line feed at its end", body + "\n"});
            forms.add(new String[] {"without the line feed at its end", body.stripTrailing()});
            forms.add(new String[] {"not ASCII as \\u escapes", escaped(tree.toString())});
            forms.removeIf(form -> form[1].equals(body));
            return forms;
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /** As Python's json.dumps writes it. */
    private static String spaced(String compact) {
        var text = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < compact.length(); i++) {
            char c = compact.charAt(i);
            text.append(c);
            if (quoted && c == '\\') {
                text.append(compact.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ':' || c == ',')) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    private static String escaped(String json) {
        var text = new StringBuilder();
        for (char c : json.toCharArray()) {
            text.append(c < 128 ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return text.toString();
    }

    private static String replaced(String text, String what, String by) {
        int at = what.isEmpty() ? -1 : text.lastIndexOf("\n" + what + "\n");
        return at < 0 ? text : text.substring(0, at + 1) + by + text.substring(at + 1 + what.length());
    }

    private static Wording wording(Finding mistake, String text) {
        return new Wording(List.of(mistake), utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void slip(List<Slip> slips, Finding mistake, UnaryOperator<Draft> change) {
        slips.add(new Slip(mistake, change));
    }

    private static List<Part> sorted(Draft draft, Comparator<Part> by) {
        var parts = new ArrayList<>(draft.parts());
        parts.sort(by);
        return parts;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** As JavaScript's encodeURIComponent. */
    private static String component(String value) {
        var text = encoded(value).replace("+", "%20").replace("%7E", "~");
        for (var kept : new String[][] {{"%21", "!"}, {"%27", "'"}, {"%28", "("}, {"%29", ")"}}) {
            text = text.replace(kept[0], kept[1]);
        }
        return text;
    }

    private static String lowerEscapes(String encoded) {
        var text = encoded.toCharArray();
        for (int i = 0; i + 2 < text.length; i++) {
            if (text[i] == '%') {
                text[i + 1] = Character.toLowerCase(text[i + 1]);
                text[i + 2] = Character.toLowerCase(text[i + 2]);
            }
        }
        return String.valueOf(text);
    }

    private static Part decoded(Part part) {
        return part.value().contains("%") ? part.with(decoded(part.value())) : part;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether two byte texts are one. */
    static boolean same(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }
}
