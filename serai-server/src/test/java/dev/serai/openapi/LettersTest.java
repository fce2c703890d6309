package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LettersTest {
    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                "^[A-Za-z0-9_-]+$",
                "^[a-f0-9]{4}$",
                "^[a-]{2,3}$",
                "^[-a]+$",
                "^[0-9]{0,2}$",
                "^[a-c-e]+$",
                "^[.:/]+$");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("abcdefzAZ09_-.:/ \n\u4e2d").ofMaxLength(5);
    }

    @Property
    void what_it_lets_pass_the_pattern_lets_pass_and_the_other_way_round(
            @ForAll @From("patterns") String pattern, @ForAll @From("texts") String text) {
        var letters = Objects.requireNonNull(Letters.of(pattern));
        assertThat(letters.only(text))
                .isEqualTo(Pattern.compile(pattern).matcher(text).matches());
    }

    @Example
    void any_other_pattern_is_left_to_whoever_knows_all_of_them() {
        for (var other :
                new String[] {"^a+$", "[a]+", "^[^a]+$", "^[a]*$", "^[a]+", "^[\\d]+$", "^[z-a]+$", "^[a]+|b$"}) {
            assertThat(Letters.of(other)).as(other).isNull();
        }
    }
}
