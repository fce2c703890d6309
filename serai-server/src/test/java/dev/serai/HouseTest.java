package dev.serai;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole house on real PostgreSQL. All such tests share one database, one context and one clock (see
 * {@link MovableClock}), so each makes its own merchants, orders and activities and never counts on an empty table.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(
        initializers = TestHouse.class,
        classes = {SeraiServer.class, TestHouse.Clocks.class})
public @interface HouseTest {}
