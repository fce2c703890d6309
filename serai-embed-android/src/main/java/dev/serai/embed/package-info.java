/** The app's end of a Serai page in a WebView: reads the page's messages, trusts one origin, renews the session. */
@NullMarked
package dev.serai.embed;

import org.jspecify.annotations.NullMarked;
