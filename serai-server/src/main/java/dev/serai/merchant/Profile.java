package dev.serai.merchant;

import dev.serai.kernel.Sensitive;
import dev.serai.operator.Refused;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant tells about himself: company, contacts, how he wants to connect and what for. Checked when made; a refusal
 * names the field.
 */
public record Profile(Company company, List<Contact> contacts, AccessMode accessMode, String scenario) {
    private static final int CONTACTS_MAX = 10;
    private static final int NAME_MAX = 200;
    private static final int TEXT_MAX = 2_000;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");
    private static final Pattern PHONE = Pattern.compile("[+0-9][0-9 ()-]{4,30}");

    /** How a merchant connects (document 002). */
    public enum AccessMode {
        /** His server calls the door. */
        FULL_API,
        /** His pages frame ours. */
        EMBEDDED_H5,
        /** His app opens our pages with serai-embed. */
        SDK
    }

    public enum ContactRole {
        BUSINESS,
        TECHNICAL,
        FINANCE
    }

    /** @param registrationNo the number in the public register, in China the 统一社会信用代码 */
    public record Company(String name, String registrationNo, String address) {}

    public record Contact(String name, String email, String phone, ContactRole role) {
        /** As it is shown to who need not call him. */
        public Contact masked() {
            return new Contact(
                    Sensitive.NAME.masked(name), Sensitive.EMAIL.masked(email), Sensitive.PHONE.masked(phone), role);
        }

        /** Tells nothing: records are logged easily. */
        @Override
        public String toString() {
            return "Contact[" + role + "]";
        }
    }

    /** Refuses what is absent, too long or malformed. */
    public static Profile of(
            @Nullable Company company,
            @Nullable List<Contact> contacts,
            @Nullable AccessMode accessMode,
            @Nullable String scenario) {
        if (company == null) {
            throw Refused.invalid("company is required: {name, registration_no, address}");
        }
        if (accessMode == null) {
            throw Refused.invalid("access_mode is required: FULL_API, EMBEDDED_H5 or SDK");
        }
        var whole = new Company(
                text("company.name", company.name, NAME_MAX),
                text("company.registration_no", company.registrationNo, NAME_MAX),
                text("company.address", company.address, NAME_MAX));
        return new Profile(whole, contacts(contacts), accessMode, text("scenario", scenario, TEXT_MAX));
    }

    /** Refuses none, too many and malformed ones. */
    static List<Contact> contacts(@Nullable List<Contact> contacts) {
        if (contacts == null || contacts.isEmpty() || contacts.size() > CONTACTS_MAX) {
            throw Refused.invalid("contacts must hold 1 to " + CONTACTS_MAX + " contacts, found "
                    + (contacts == null ? "none" : contacts.size()));
        }
        return contacts.stream().map(Profile::checked).toList();
    }

    private static Contact checked(Contact contact) {
        if (contact == null || contact.role == null) {
            throw Refused.invalid("contacts[].role is required: BUSINESS, TECHNICAL or FINANCE");
        }
        var phone = text("contacts[].phone", contact.phone, NAME_MAX);
        if (!PHONE.matcher(phone).matches()) {
            // Not repeated: phone numbers reach no log.
            throw Refused.invalid("contacts[].phone must be 5 to 31 digits, spaces, brackets and dashes");
        }
        return new Contact(
                text("contacts[].name", contact.name, NAME_MAX),
                email("contacts[].email", contact.email),
                phone,
                contact.role);
    }

    /** The address as it is kept: trimmed and in lower case. */
    static String email(String field, @Nullable String given) {
        var email = text(field, given, NAME_MAX).toLowerCase(Locale.ROOT);
        if (!EMAIL.matcher(email).matches()) {
            throw Refused.invalid(field + " must be an e-mail address, found no name@domain in it");
        }
        return email;
    }

    /** A text that is there and short enough, trimmed. */
    static String text(String field, @Nullable String given, int lengthMax) {
        var text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            throw Refused.invalid(field + " is required and was absent or empty");
        }
        if (text.length() > lengthMax || text.indexOf(0) >= 0) {
            throw Refused.invalid(field + " may have at most " + lengthMax + " characters, found " + text.length());
        }
        return text;
    }
}
