package dev.serai.order;

import dev.serai.push.Notice;
import dev.serai.push.Notices;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;

/** Remembers notices whose transaction was committed, and insists on one. */
final class RecordingNotices implements Notices {
    private final List<Notice> kept = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Notice notice) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                kept.add(notice);
            }
        });
    }

    /** What was told of one order, as {@code STATUS seq}. */
    List<String> of(JsonNode order) {
        return kept.stream()
                .filter(notice -> notice.subject().equals(order.path("order_id").asString()))
                .peek(notice -> {
                    if (!notice.type().equals("order.changed")) {
                        throw new AssertionError("unexpected " + notice.type());
                    }
                })
                .map(notice -> notice.data().path("status").asString() + " "
                        + notice.data().path("status_seq").intValue())
                .toList();
    }
}
