package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.junit.jupiter.api.Test;

class ApiCallTest {
    private static ApiCall with(String params) {
        return new ApiCall(
                new MerchantId("m"),
                new AppId("a"),
                false,
                null,
                (tools.jackson.databind.node.ObjectNode) Json.read(params),
                "r");
    }

    @Test
    void an_integer_beyond_64_bits_is_refused_and_no_fault() {
        assertThat(with("{\"after\":9223372036854775807}").integer("after", 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(with("{}").integer("after", 7)).isEqualTo(7);
        for (var beyond : new String[] {"9223372036854775808", "-99999999999999999999", "1e30"}) {
            assertThatThrownBy(() -> with("{\"after\":" + beyond + "}").integer("after", 0))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.subCode()).isEqualTo(SubCode.PARAM_INVALID))
                    .hasMessageContaining("after");
        }
    }
}
