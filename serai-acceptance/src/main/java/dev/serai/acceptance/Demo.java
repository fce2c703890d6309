package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** demo.json as the contract describes it. */
record Demo(Path data, JsonNode file) {
    static final JsonMapper JSON = JsonMapper.shared();

    /** What a partner can order. */
    record Product(String id, long price) {}

    static Demo of(Path data) throws IOException {
        return new Demo(data, JSON.readTree(Files.readString(data.resolve("demo.json"))));
    }

    String door() {
        return file.path("door").asString();
    }

    String console() {
        return file.path("console").asString();
    }

    String core() {
        return file.path("core").asString();
    }

    String appId() {
        return file.path("apps").path(0).path("app_id").asString();
    }

    String merchantId() {
        return file.path("apps").path(0).path("merchant_id").asString();
    }

    String secret() {
        return file.path("apps").path(0).path("secret").asString();
    }

    String contest() {
        return file.path("activities").path("contest").asString();
    }

    String campaign() {
        return file.path("activities").path("campaign").asString();
    }

    List<Product> products() {
        var found = new ArrayList<Product>();
        for (var product : file.path("products")) {
            found.add(new Product(
                    product.path("product_id").asString(), product.path("price").asLong()));
        }
        return found;
    }

    List<String> users() {
        var found = new ArrayList<String>();
        for (var user : file.path("users")) {
            found.add(user.path("user_id").asString());
        }
        return found;
    }

    /** The token that lets whoever may read the data folder ask the console. */
    String accessToken() throws IOException {
        var access = data.resolve("access.json");
        var holder = Files.isRegularFile(access) ? JSON.readTree(Files.readString(access)) : file;
        return holder.path("access_token").asString();
    }

    String jdbcUrl() {
        return "jdbc:" + file.path("db").path("url").asString();
    }

    String databaseUser() {
        return file.path("db").path("user").asString();
    }

    String databasePassword() {
        return file.path("db").path("password").asString();
    }
}
