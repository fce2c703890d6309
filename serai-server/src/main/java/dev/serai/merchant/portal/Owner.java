package dev.serai.merchant.portal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Only a merchant's owner may call this portal method. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Owner {}
