package dev.serai.release;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of one declaration is visible.
 *
 * @param main the hash all see; null: nobody sees one but by the gray share
 * @param gray the hash the share sees; null: no share is running
 * @param byHouse nobody but the house ever changed it
 */
record HeadRow(
        String kind,
        String id,
        @Nullable String main,
        @Nullable String gray,
        @Nullable Share share,
        boolean deleted,
        boolean byHouse) {
    static HeadRow none(String kind, String id) {
        return new HeadRow(kind, id, null, null, null, false, true);
    }

    HeadRow toAll(String hash) {
        return new HeadRow(kind, id, hash, null, null, false, byHouse);
    }

    HeadRow toSome(String hash, Share to) {
        return new HeadRow(kind, id, main, hash, to, false, byHouse);
    }

    HeadRow withoutGray() {
        return new HeadRow(kind, id, main, null, null, main == null, byHouse);
    }

    HeadRow gone() {
        return new HeadRow(kind, id, null, null, null, true, byHouse);
    }

    HeadRow by(boolean house) {
        return new HeadRow(kind, id, main, gray, share, deleted, byHouse && house);
    }

    boolean sameContents(@Nullable HeadRow other) {
        return other != null && Objects.equals(main, other.main) && Objects.equals(gray, other.gray);
    }
}
