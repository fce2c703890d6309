package dev.serai.gateway.desk;

import java.util.List;

/** A text that may have been signed, and by which mistakes; none: the right one. */
record Wording(List<Finding> mistakes, byte[] bytes) {}
