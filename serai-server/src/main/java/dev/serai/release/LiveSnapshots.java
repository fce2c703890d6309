package dev.serai.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The picture this node serves. It changes by one volatile write, under a lock that also covers the transaction that was
 * published, so pictures follow each other in the order of their commits.
 */
@Component
class LiveSnapshots implements Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSnapshots.class);

    private final Shelf shelf;
    private final Compiler compiler;
    private final ObjectProvider<Listener> listeners;
    private final ReentrantLock publishing = new ReentrantLock();
    private final ReentrantLock telling = new ReentrantLock();

    /** The number each listener heard last; less than the picture's when it failed. */
    private final Map<Listener, Long> told = new IdentityHashMap<>();

    /** The number at which each listener last failed, so that the log says it once. */
    private final Map<Listener, Long> failed = new IdentityHashMap<>();

    private volatile @Nullable Picture current;
    private volatile List<String> trouble = List.of();
    private volatile List<String> listenerTrouble = List.of();
    private volatile long refused = -1;

    LiveSnapshots(Shelf shelf, Compiler compiler, ObjectProvider<Listener> listeners) {
        this.shelf = shelf;
        this.compiler = compiler;
        this.listeners = listeners;
    }

    @Override
    public Picture now() {
        var shown = current;
        return shown == null ? publishing(this::load) : shown;
    }

    /** One publisher at a time in this process. */
    <T> T publishing(Supplier<T> work) {
        publishing.lock();
        try {
            return work.get();
        } finally {
            publishing.unlock();
        }
    }

    /** Shows it from now on. Call within {@link #publishing}, after the commit. */
    void show(Picture picture) {
        current = picture;
        trouble = List.of();
    }

    /** The first picture: what does not compile any more is left out and told. */
    private Picture load() {
        var shown = current;
        if (shown != null) {
            return shown;
        }
        var number = shelf.lastPublication();
        var contents = new HashMap<>(shelf.visibleContents());
        var result = compiler.compile(
                number,
                shelf.heads(),
                content -> {
                    var file = contents.get(content);
                    return file == null ? shelf.content(content) : file;
                },
                Picture.EMPTY,
                true);
        result.picture()
                .broken
                .forEach((content, why) -> LOG.error(
                        "{} {} was published but does not compile and is left out: {}",
                        content.kind(),
                        content.id(),
                        why));
        show(result.picture());
        return result.picture();
    }

    /** Takes over what other nodes published. */
    void refresh() {
        long last = shelf.lastPublication();
        if (last > now().number() && last != refused) {
            publishing(() -> {
                reload();
                return null;
            });
        }
        tell();
    }

    private void reload() {
        var before = now();
        var number = shelf.lastPublication();
        if (number <= before.number()) {
            return;
        }
        var result = compiler.compile(number, shelf.heads(), shelf::content, before, false);
        if (result.failures().isEmpty()) {
            show(result.picture());
            return;
        }
        refused = number;
        trouble = result.failures().stream()
                .map(f -> "publication " + number + " does not compile here: "
                        + f.content().kind() + " " + f.content().id() + ": "
                        + f.problem().getMessage())
                .toList();
        LOG.error("snapshot {} stays: {}", before.number(), trouble);
    }

    /** Tells every listener that has not heard of the picture shown now. */
    void tell() {
        telling.lock();
        try {
            var picture = now();
            var complaints = new ArrayList<String>();
            for (var listener : listeners) {
                if (told.getOrDefault(listener, -1L) >= picture.number()) {
                    continue;
                }
                try {
                    listener.published(picture);
                    told.put(listener, picture.number());
                } catch (RuntimeException e) {
                    var name = listener.getClass().getSimpleName();
                    complaints.add(name + " could not follow publication " + picture.number() + ": " + e);
                    if (!Long.valueOf(picture.number()).equals(failed.put(listener, picture.number()))) {
                        LOG.error("{} could not follow publication {}; trying on", name, picture.number(), e);
                    }
                }
            }
            listenerTrouble = List.copyOf(complaints);
        } finally {
            telling.unlock();
        }
    }

    List<String> trouble() {
        var all = new ArrayList<>(trouble);
        all.addAll(listenerTrouble);
        now().broken
                .forEach((content, why) -> all.add(
                        content.kind() + " " + content.id() + " does not compile any more and is left out: " + why));
        return all;
    }
}
