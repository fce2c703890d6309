package dev.serai.watch.console;

import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether this node takes calls: the door is open and the first start's demo is in. A stopped database does not close it. */
@RestController
class ReadyPage {
    private final ApplicationAvailability availability;

    ReadyPage(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @GetMapping("/readyz")
    ResponseEntity<Map<String, String>> ready() {
        boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
        return ready
                ? ResponseEntity.ok(Map.of("status", "ready"))
                : ResponseEntity.status(503).body(Map.of("status", "starting"));
    }
}
