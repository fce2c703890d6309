/** The HTTP door: routes, calls, answers, and the faults that can be switched on. Knows no other room. */
@NullMarked
package plaza.web;

import org.jspecify.annotations.NullMarked;
