package dev.serai.gateway;

import dev.serai.HouseTest;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** What tests with a vendor's client share: the door, and for each test an app with every key. */
@HouseTest
@Timeout(60)
abstract class VendorTests {
    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    Apps apps;

    @Autowired
    Grants grants;

    @SuppressWarnings("NullAway.Init") // before each test
    private VendorAccount account;

    @BeforeEach
    void an_app() {
        account = VendorAccount.made(joining, granting, apps, grants);
    }

    VendorAccount account() {
        return account;
    }
}
