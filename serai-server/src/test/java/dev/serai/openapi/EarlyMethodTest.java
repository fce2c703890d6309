package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.AppId;
import dev.serai.operator.Actor;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Revisions;
import dev.serai.release.Share;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HouseTest
class EarlyMethodTest {
    private static final String DOCUMENT = """
            openapi: 3.1.0
            info: {title: early, version: "1"}
            paths:
              /content/early/get:
                get:
                  summary: A method nobody had before
                  x-serai: {domain: content, effect: read, store: false, proxy: {method: GET, path: /post}, zh: 先行}
                  responses: {"200": {description: It, content: {application/json: {schema: {type: object}}}}}
            """;

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Catalogue catalogue;

    private boolean served(String app) {
        return catalogue.now().find("content.early.get", 1, new AppId(app)).isPresent();
    }

    @Test
    void a_new_document_published_for_one_app_is_served_to_it_and_to_nobody_else() {
        declarations.apply(
                List.of(new SourceFile("early.yaml", DOCUMENT)), new Share(0, List.of("first")), Actor.HOUSE);
        try {
            assertThat(served("first")).isTrue();
            assertThat(served("other")).isFalse();
        } finally {
            revisions.withdraw("openapi/v1", "early", Actor.HOUSE);
        }
        assertThat(served("first")).isFalse();
    }
}
