package dev.serai.release.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import dev.serai.release.Revisions;
import dev.serai.release.Revisions.Change;
import dev.serai.release.Revisions.Head;
import dev.serai.release.Revisions.Publication;
import dev.serai.release.Revisions.Revision;
import dev.serai.release.Revisions.Status;
import dev.serai.release.Revisions.Text;
import dev.serai.release.Snapshots;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Declarations that are kept: what is visible, their history, and moving in it. */
@RestController
@RequestMapping("/api/declarations")
class DeclarationsApi {
    private static final String ONE = "/{name}/{version:v[0-9]+}/{id}";

    private final Revisions revisions;
    private final Snapshots snapshots;

    DeclarationsApi(Revisions revisions, Snapshots snapshots) {
        this.revisions = revisions;
        this.snapshots = snapshots;
    }

    record Listing(long snapshot, List<String> kinds, List<Head> declarations) {}

    record Whole(@JsonUnwrapped Head head, List<Revision> revisions, List<Publication> publications) {}

    record Wanted(@Nullable String revision, @Nullable WantedShare share) {}

    @AllowedToStaff
    @GetMapping
    Listing list(@RequestParam(required = false) @Nullable String kind) {
        return new Listing(snapshots.now().number(), revisions.kinds(), revisions.heads(kind));
    }

    @AllowedToStaff
    @GetMapping("/status")
    Status status() {
        return revisions.status();
    }

    @AllowedToStaff
    @GetMapping(ONE)
    Whole one(@PathVariable String name, @PathVariable String version, @PathVariable String id) {
        var kind = name + "/" + version;
        return new Whole(revisions.head(kind, id), revisions.revisions(kind, id), revisions.publications(kind, id));
    }

    @AllowedToStaff
    @GetMapping(ONE + "/revisions/{revision}")
    Text text(
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String id,
            @PathVariable String revision) {
        return revisions.text(name + "/" + version, id, revision);
    }

    @AllowedToStaff
    @GetMapping(ONE + "/diff")
    Map<String, List<Change>> diff(
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String id,
            @RequestParam String from,
            @RequestParam String to) {
        return Map.of("changes", revisions.diff(name + "/" + version, id, from, to));
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(ONE + "/publish")
    Head publish(
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String id,
            @RequestBody Wanted wanted,
            Actor by) {
        if (wanted.revision() == null) {
            throw Refused.invalid("revision is required: the hash of the revision to publish");
        }
        return revisions.publish(name + "/" + version, id, wanted.revision(), WantedShare.of(wanted.share()), by);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(ONE + "/withdraw")
    Head withdraw(@PathVariable String name, @PathVariable String version, @PathVariable String id, Actor by) {
        return revisions.withdraw(name + "/" + version, id, by);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(ONE + "/promote")
    Head promote(@PathVariable String name, @PathVariable String version, @PathVariable String id, Actor by) {
        return revisions.promote(name + "/" + version, id, by);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(ONE + "/rollback")
    Head rollback(
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Wanted wanted,
            Actor by) {
        return revisions.rollback(name + "/" + version, id, wanted == null ? null : wanted.revision(), by);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @DeleteMapping(ONE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name, @PathVariable String version, @PathVariable String id, Actor by) {
        revisions.delete(name + "/" + version, id, by);
    }
}
