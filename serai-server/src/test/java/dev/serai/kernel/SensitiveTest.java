package dev.serai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensitiveTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "phone | 13812341234 | 138****1234",
                "phone | +86 138-1234-1234 | +86 138-****-1234",
                "phone | 02155550000 | 021****0000",
                "phone | 5550000 | *****00",
                "phone | 12 | 12",
                "phone | call me | ****",
                "name | 张三 | 张**",
                "name | 𠀀三 | 𠀀**",
                "name | W | W**",
                "id_card | 110101199003071234 | 110***********1234",
                "id_card | 1101 | ****",
                "bank_card | 6222020200112233 | 6222********2233",
                "email | wang@example.com | w***@example.com",
                "email | @example.com | ****",
                "address | 上海市浦东新区世纪大道一千二百号 | 上海市浦东新****",
                "address | 上海市 | ****",
                "other | anything | ****",
            })
    void each_kind_shows_what_one_recognises_it_by(String kind, String text, String shown) {
        assertThat(Sensitive.ofWord(kind).orElseThrow().masked(text)).isEqualTo(shown);
    }

    @Test
    void nothing_stays_nothing_and_no_kind_shows_all_of_a_usual_text() {
        for (var kind : Sensitive.values()) {
            assertThat(kind.masked("")).isEmpty();
            assertThat(kind.masked("13812345678@1234567890")).contains("*");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the phone 13812341234 is taken | the phone 138****1234 is taken",
                "call +8613812341234 | call +86138****1234",
                "id 11010119900307123X, | id 110***********123X,",
                "at 1764153808123 ms | at 1764153808123 ms",
                "order 138123412345 | order 138123412345",
                "o13812341234 | o138****1234",
                "\"13812341234\" | \"138****1234\"",
                "12345678901 | 12345678901",
            })
    void free_text_loses_numbers_known_by_their_form_and_no_others(String text, String scrubbed) {
        assertThat(Sensitive.scrubbed(text)).isEqualTo(scrubbed);
    }
}
