package dev.serai.release.console;

import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.Applied;
import dev.serai.release.Declarations.BadFiles;
import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Share;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartFile;

/** Taking declaration files in. */
@RestController
class ApplyApi {
    private final Declarations declarations;

    ApplyApi(Declarations declarations) {
        this.declarations = declarations;
    }

    record NamedText(@Nullable String name, @Nullable String text) {}

    record Request(
            @Nullable List<NamedText> files,
            @Nullable Boolean dryRun,
            @Nullable WantedShare share) {}

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(path = "/api/declarations/apply", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> json(@RequestBody Request order, HttpServletRequest request, Actor by) {
        var files = new ArrayList<SourceFile>();
        for (var file : order.files() == null ? List.<NamedText>of() : order.files()) {
            if (file.name() == null || file.text() == null) {
                throw Refused.invalid("each of files needs a name and a text");
            }
            files.add(new SourceFile(file.name(), file.text()));
        }
        return apply(files, Boolean.TRUE.equals(order.dryRun()), WantedShare.of(order.share()), request, by);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping(path = "/api/declarations/apply", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<?> multipart(
            @RequestParam List<MultipartFile> files,
            @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
            @RequestParam(required = false) @Nullable Integer percent,
            @RequestParam(required = false) @Nullable String apps,
            HttpServletRequest request,
            Actor by)
            throws IOException {
        var sources = new ArrayList<SourceFile>();
        for (var file : files) {
            var name = file.getOriginalFilename() == null ? "file" : file.getOriginalFilename();
            try {
                var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.getBytes()));
                sources.add(new SourceFile(name, text.toString()));
            } catch (CharacterCodingException e) {
                throw new BadFiles(List.of(new Problem(name, 1, 1, "", "the file is not UTF-8; save it as UTF-8")));
            }
        }
        var share = new WantedShare(
                percent,
                apps == null
                        ? null
                        : Arrays.stream(apps.split(","))
                                .filter(a -> !a.isBlank())
                                .toList());
        return apply(sources, dryRun, WantedShare.of(share), request, by);
    }

    private ResponseEntity<?> apply(
            List<SourceFile> files, boolean dryRun, Share share, HttpServletRequest request, Actor by) {
        if (files.isEmpty()) {
            throw Refused.invalid("files holds no file; send at least one");
        }
        var applied = dryRun ? declarations.check(files, share, by) : declarations.apply(files, share, by);
        if (!wantsText(request)) {
            return ResponseEntity.ok(applied);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.valueOf("text/plain;charset=UTF-8"))
                .body(applied.lines().stream()
                        .map(line -> line(line, dryRun))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String line(Applied.Line line, boolean dryRun) {
        var what = !line.changed() ? "unchanged" : dryRun ? "would be published" : "published";
        return line.file() + ": " + line.kind() + " " + line.id() + " " + what + " as " + line.revision();
    }

    private static boolean wantsText(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    /** A refused file is told with its place, whichever call it came by. */
    @RestControllerAdvice
    @Order(0)
    static class Refusals {
        @ExceptionHandler
        ResponseEntity<?> bad(BadFiles bad, HttpServletRequest request) {
            if (wantsText(request)) {
                return ResponseEntity.unprocessableContent()
                        .contentType(MediaType.valueOf("text/plain;charset=UTF-8"))
                        .body(bad.problems().stream()
                                .map(Problem::toString)
                                .collect(Collectors.joining("\n", "", "\n")));
            }
            var cause = Map.of(
                    "code", "declaration.refused", "message", bad.problems().size() + " problems; nothing was changed");
            return ResponseEntity.unprocessableContent()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("error", cause, "problems", bad.problems()));
        }
    }
}
