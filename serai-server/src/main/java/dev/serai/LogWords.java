package dev.serai;

import dev.serai.kernel.Sensitive;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * The last wall before the log: no text in a line keeps a number that is a phone's or an identity card's by its form,
 * whoever wrote it there. Named in {@code application.yml}.
 */
final class LogWords implements StructuredLoggingJsonMembersCustomizer<Object> {
    LogWords() {}

    @Override
    public void customize(Members<Object> members) {
        members.applyingValueProcessor(
                ValueProcessor.of(String.class, text -> text == null ? null : Sensitive.scrubbed(text)));
    }
}
