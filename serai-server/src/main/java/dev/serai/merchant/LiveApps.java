package dev.serai.merchant;

import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Keeps the apps in memory and rereads them when their change number moved. */
@Component
class LiveApps implements Apps {
    private record Picture(long change, Map<String, App> apps, Platform platform) {}

    private final AppTable table;
    private final Changes changes;
    private final PlatformKeys platform;
    private volatile Picture picture;

    LiveApps(AppTable table, Changes changes, PlatformKeys platform, ChangeWatch watch) {
        this.table = table;
        this.changes = changes;
        this.platform = platform;
        this.picture = read();
        watch.onMove(this::refresh);
    }

    @Override
    public Optional<App> find(String appId) {
        return Optional.ofNullable(picture.apps.get(appId));
    }

    @Override
    public Platform platform() {
        return picture.platform;
    }

    private void refresh() {
        if (changes.number() != picture.change) {
            picture = read();
        }
    }

    private Picture read() {
        // The number first: a change while reading is then seen by the next look.
        long change = changes.number();
        return new Picture(change, table.all(), platform.read());
    }
}
