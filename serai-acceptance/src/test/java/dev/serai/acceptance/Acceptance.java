package dev.serai.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of promises proved on the one running house. Only under ./serai test, which has built and laid out everything
 * before; a plain mvnw would have to build the very modules it is building.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(named = "SERAI_ACCEPTANCE", matches = "1")
@ExtendWith(OneHouse.class)
@interface Acceptance {}
