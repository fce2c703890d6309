package dev.serai.embed;

import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One activity page inside an app's WebView, from its one-time URL to done or cancelled. Holds no secret: the URL comes from
 * the app's own server, which alone can sign {@code h5.session.create}.
 *
 * <p>The app lends it a WebView in three places; {@code README.md} shows them in full:
 * {@code Host.load} calls {@code WebView.loadUrl}; a {@code @JavascriptInterface} named {@code SeraiBridge} with one method
 * {@code postMessage(String)} calls {@link #received}; {@code shouldOverrideUrlLoading} asks {@link #staysInside}.
 *
 * <p>May be called from any thread; {@code Host} is called on the executor given, one call after the other.
 */
public final class SeraiPage {
    /** How often in a row a session is renewed before a page has shown itself; then it is {@link Failure#RENEWAL}. */
    static final int RENEWALS_MAX = 3;

    /** Where a page stands. */
    public enum State {
        NEW,
        LOADING,
        OPEN,
        RENEWING,
        ENDED
    }

    /** Why a page could not go on. */
    public enum Failure {
        /** No fresh URL came, or pages opened by fresh URLs were expired again. */
        RENEWAL,
        /** A fresh URL did not lead to the door's pages. */
        FOREIGN_URL
    }

    /** The app around the page. Nothing is called after {@code done}, {@code cancelled} or {@code failed}. */
    public interface Host {
        /** Load this address in the WebView. */
        void load(String url);

        /** The page shows itself. */
        void ready();

        /** The user has what he came for. {@code result} holds texts, numbers, booleans, lists and maps. */
        void done(Map<String, @Nullable Object> result);

        /** The user left. */
        void cancelled();

        /** The page's content is this high, in CSS pixels. */
        void resized(int height);

        /** The session ended: ask your server for a fresh one-time URL and hand it to {@code renewal}, at any time. */
        void sessionExpired(Renewal renewal);

        void failed(Failure failure);
    }

    /** Takes the fresh URL, once. */
    public final class Renewal {
        private boolean used;

        private Renewal() {}

        public void with(String freshUrl) {
            renewed(this, freshUrl);
        }

        /** There is no fresh URL to be had. */
        public void failed() {
            renewed(this, null);
        }
    }

    private final Origin door;
    private final Host host;
    private final Executor executor;
    private State state = State.NEW;
    private int renewals;

    /**
     * @param doorOrigin where the pages live, for example {@code https://open.example.com}; https, or http on loopback
     * @param executor where {@code host} is called: the main thread's
     */
    public SeraiPage(String doorOrigin, Host host, Executor executor) {
        this.door = Origin.ofDoor(doorOrigin);
        this.host = host;
        this.executor = executor;
    }

    /** Opens the page. The URL is the one {@code h5.session.create} answered to the app's server. */
    public synchronized void open(String oneTimeUrl) {
        if (state != State.NEW) {
            throw new IllegalStateException("a page is opened once, this one is " + state + "; make a new SeraiPage");
        }
        if (!door.servesPage(oneTimeUrl)) {
            throw new IllegalArgumentException("the URL must be a page of " + door + " under /h5/");
        }
        load(oneTimeUrl);
    }

    /**
     * What the page said through the bridge. Every page the WebView shows can call the bridge, so the address matters.
     *
     * @param message as received; anything that is not one of ours is ignored
     * @param pageUrl what the WebView shows now, {@code WebView.getUrl()} asked on its own thread
     * @return whether it was a message of ours
     */
    public synchronized boolean received(@Nullable String message, @Nullable String pageUrl) {
        if (state == State.NEW || state == State.ENDED || pageUrl == null || !door.servesPage(pageUrl)) {
            return false;
        }
        final Message told = Message.read(message);
        if (told == null) {
            return false;
        }
        // A page that waits to be replaced has nothing to say any more.
        if (state != State.RENEWING) {
            hear(told);
        }
        return true;
    }

    private void hear(final Message told) {
        switch (told.type) {
            case READY:
                state = State.OPEN;
                renewals = 0;
                executor.execute(host::ready);
                break;
            case RESIZE:
                executor.execute(() -> host.resized(told.height));
                break;
            case DONE:
                state = State.ENDED;
                executor.execute(() -> host.done(told.result));
                break;
            case CANCEL:
                state = State.ENDED;
                executor.execute(host::cancelled);
                break;
            case EXPIRED:
                expire();
                break;
        }
    }

    /**
     * The door answered the page itself with this HTTP status (WebViewClient.onReceivedHttpError of the main frame): 401 is a
     * one-time URL that was used or came too late, or a session that ended.
     */
    public synchronized void answered(int httpStatus) {
        if (httpStatus == 401 && (state == State.LOADING || state == State.OPEN)) {
            expire();
        }
    }

    /** Whether the WebView may follow this link itself; any other belongs into the system's browser, or nowhere. */
    public boolean staysInside(String url) {
        return door.servesPage(url);
    }

    public synchronized State state() {
        return state;
    }

    private void expire() {
        if (++renewals > RENEWALS_MAX) {
            fail(Failure.RENEWAL);
            return;
        }
        state = State.RENEWING;
        final Renewal renewal = new Renewal();
        executor.execute(() -> host.sessionExpired(renewal));
    }

    private synchronized void renewed(Renewal renewal, @Nullable String freshUrl) {
        if (renewal.used || state != State.RENEWING) {
            return;
        }
        renewal.used = true;
        if (freshUrl == null) {
            fail(Failure.RENEWAL);
        } else if (!door.servesPage(freshUrl)) {
            fail(Failure.FOREIGN_URL);
        } else {
            load(freshUrl);
        }
    }

    private void load(final String url) {
        state = State.LOADING;
        executor.execute(() -> host.load(url));
    }

    private void fail(final Failure failure) {
        state = State.ENDED;
        executor.execute(() -> host.failed(failure));
    }
}
