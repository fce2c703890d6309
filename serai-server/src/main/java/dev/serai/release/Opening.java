package dev.serai.release;

import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.operator.Actor;
import dev.serai.release.Declarations.BadFiles;
import dev.serai.release.Declarations.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Gets the first snapshot ready before any room begins its work, with the declarations the product brings along; then follows
 * what other nodes publish.
 */
@Component
class Opening extends LoopBean implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** Other nodes' publications are looked for this often; a change must be everywhere within a second. */
    static final Duration POLL = Duration.ofMillis(500);

    private static final String FOLDER = "declarations/";

    private final LiveSnapshots live;
    private final Intake intake;
    private final Shelf shelf;

    Opening(LiveSnapshots live, Intake intake, Shelf shelf) {
        this.live = live;
        this.intake = intake;
        this.shelf = shelf;
    }

    @Override
    public void afterSingletonsInstantiated() {
        boolean first = live.now().number() == 0;
        try {
            applyBuiltIns();
        } catch (BadFiles e) {
            if (first) {
                throw new IllegalStateException("the product's own declarations are wrong: " + lines(e), e);
            }
            LOG.error("the product's own declarations do not fit what is published, which stays: {}", lines(e));
        }
        live.tell();
    }

    /** Files whose text was taken in at an earlier start are not even parsed. What an operator changed stays his. */
    private void applyBuiltIns() {
        var known = shelf.builtIns();
        var files = new ArrayList<SourceFile>();
        var hashes = new HashMap<String, String>();
        for (var file : builtIns()) {
            var hash = Content.sha256(file.text());
            if (!hash.equals(known.get(file.name()))) {
                files.add(file);
                hashes.put(file.name(), hash);
            }
        }
        if (!files.isEmpty()) {
            intake.apply(
                    files, Share.ALL, Actor.HOUSE, false, HeadRow::byHouse, () -> hashes.forEach(shelf::keepBuiltIn));
        }
    }

    private static List<SourceFile> builtIns() {
        var finder = new PathMatchingResourcePatternResolver();
        var files = new ArrayList<SourceFile>();
        try {
            for (var ending : List.of("yaml", "json")) {
                for (Resource found : finder.getResources("classpath*:" + FOLDER + "**/*." + ending)) {
                    var address = found.getURL().toString();
                    files.add(new SourceFile(
                            address.substring(address.lastIndexOf(FOLDER)),
                            found.getContentAsString(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String lines(BadFiles e) {
        return e.problems().stream().map(p -> "\n  " + p).reduce("", String::concat);
    }

    @Override
    protected @Nullable Loop begin() {
        return new Loop("release", POLL, () -> {
            live.refresh();
            return false;
        });
    }
}
