package dev.serai.merchant.portal;

import dev.serai.merchant.Account;
import dev.serai.merchant.Applications;
import dev.serai.merchant.Applications.Application;
import dev.serai.merchant.Licences;
import dev.serai.merchant.Merchants;
import dev.serai.merchant.Party;
import dev.serai.merchant.Profile;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A merchant's own application: what he told, his licence files, where it stands. */
@RestController
@RequestMapping("/portal/api/application")
class ApplicationApi {
    private final Applications applications;
    private final Licences licences;
    private final Merchants merchants;

    ApplicationApi(Applications applications, Licences licences, Merchants merchants) {
        this.applications = applications;
        this.licences = licences;
        this.merchants = merchants;
    }

    record Change(
            Profile.@Nullable Company company,
            @Nullable List<Profile.Contact> contacts,
            Profile.@Nullable AccessMode accessMode,
            @Nullable String scenario,
            @Nullable Integer version) {}

    record Submission(@Nullable String answer) {}

    @GetMapping
    Application read(Account by) {
        return applications.find(by.merchant(), true);
    }

    @Owner
    @PutMapping
    Application change(Account by, @RequestBody Change it) {
        applications.update(by.merchant(), Profile.of(it.company, it.contacts, it.accessMode, it.scenario), it.version);
        return read(by);
    }

    @Owner
    @PostMapping("/submit")
    Application submit(Account by, @RequestBody Submission it) {
        merchants.submit(by.merchant(), Party.merchant(by), it.answer);
        return read(by);
    }

    /** The body is the file itself, whatever content type it claims. */
    @Owner
    @PostMapping("/licences")
    @ResponseStatus(HttpStatus.CREATED)
    Licences.Licence upload(Account by, @RequestParam String name, HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > Licences.BYTES_MAX) {
            throw Licences.tooLarge();
        }
        return licences.add(by.merchant(), name, request.getInputStream().readNBytes(Licences.BYTES_MAX + 1));
    }

    @GetMapping("/licences/{fileId}")
    ResponseEntity<byte[]> file(Account by, @PathVariable String fileId) {
        return attachment(licences.file(by.merchant(), fileId));
    }

    private static ResponseEntity<byte[]> attachment(Licences.Content file) {
        return ResponseEntity.ok().headers(h -> file.headers().forEach(h::set)).body(file.bytes());
    }

    @Owner
    @DeleteMapping("/licences/{fileId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Account by, @PathVariable String fileId) {
        licences.remove(by.merchant(), fileId);
    }
}
