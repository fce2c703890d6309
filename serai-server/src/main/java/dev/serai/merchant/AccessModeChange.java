package dev.serai.merchant;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** How a merchant connects. */
@Component
class AccessModeChange implements ChangeKind {
    private final JdbcClient db;

    AccessModeChange(JdbcClient db) {
        this.db = db;
    }

    @Override
    public String name() {
        return "access_mode";
    }

    @Override
    public Applications.Title title() {
        return new Applications.Title("接入方式", "Access mode");
    }

    @Override
    public JsonNode now(MerchantId merchant) {
        return Json.MAPPER
                .getNodeFactory()
                .stringNode(db.sql("SELECT access_mode FROM merchant.merchant WHERE merchant_id = ?")
                        .param(merchant.value())
                        .query(String.class)
                        .single());
    }

    @Override
    public JsonNode checked(MerchantId merchant, JsonNode wanted) {
        if (Arrays.stream(Profile.AccessMode.values())
                .noneMatch(mode -> mode.name().equals(wanted.asString("")))) {
            throw Refused.invalid("after must be one of "
                    + Arrays.stream(Profile.AccessMode.values()).map(Enum::name).collect(Collectors.joining(", "))
                    + " as a JSON string");
        }
        return wanted;
    }

    @Override
    public void apply(MerchantId merchant, JsonNode value, Actor by) {
        db.sql("UPDATE merchant.merchant SET access_mode = ?, version = version + 1 WHERE merchant_id = ?")
                .params(value.asString(), merchant.value())
                .update();
    }
}
