package io.voiceforge.store.embedded;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;
import io.voiceforge.audit.AuditEvent;
import io.voiceforge.audit.AuditEvent.Subject;
import io.voiceforge.audit.AuditStore;

/**
 * The audit trail in memory, which {@link EmbeddedKeyStore} keeps in its file. Bounded per subject and in total; the oldest
 * events are evicted first.
 */
@ApplicationScoped
@Typed(AuditTrail.class)
public class AuditTrail implements AuditStore {

    static final int PER_SUBJECT = 1000;
    static final int TOTAL = 100_000;

    private static final Comparator<Position> OLDEST_FIRST = Comparator.comparing(Position::at)
            .thenComparing(Position::number);

    /** Changed by one thread at a time, which holds this object's monitor; read by any, at any time. */
    private final NavigableMap<Position, AuditEvent> events = new ConcurrentSkipListMap<>(OLDEST_FIRST);
    /** Of the events. Guarded by this. */
    private volatile int size;
    /** Guarded by this. */
    private final Map<Subject, ArrayDeque<Position>> bySubject = new HashMap<>();
    private volatile long nextNumber;
    private volatile Runnable listener = () -> {
    };

    /** Registers what is called after each new event; it must not block. */
    void whenAdded(Runnable called) {
        listener = called;
    }

    @Override
    public Uni<List<Recorded>> list(Page page) {
        return WholeTable.ask(() -> newestFirst(page));
    }

    synchronized void add(AuditEvent event) {
        ArrayDeque<Position> positions = bySubject.computeIfAbsent(event.subject(), subject -> new ArrayDeque<>(2));
        Position position = new Position(event.at(), nextNumber);
        nextNumber++;
        events.put(position, event);
        positions.add(position);
        size++;
        if (positions.size() > PER_SUBJECT) {
            events.remove(positions.remove());
            size--;
        }
        if (size > TOTAL) {
            dropOldest();
        }
        listener.run();
    }

    /** The events of one subject, oldest first. */
    synchronized List<AuditEvent> of(Subject subject) {
        ArrayDeque<Position> positions = bySubject.get(subject);
        return positions == null ? List.of() : positions.stream().map(events::get).toList();
    }

    /** All events, oldest first. */
    synchronized List<AuditEvent> copy() {
        return List.copyOf(events.values());
    }

    private List<Recorded> newestFirst(Page page) {
        Instant to = page.filter().to();
        NavigableMap<Position, AuditEvent> rest = page.after() == null ? events : events.headMap(page.after(), false);
        if (to != null) {
            rest = rest.headMap(new Position(to, Long.MIN_VALUE), false);
        }
        return rest.descendingMap().entrySet().stream().filter(entry -> page.filter().matches(entry.getValue()))
                .limit(page.limit()).map(entry -> new Recorded(entry.getKey(), entry.getValue())).toList();
    }

    private void dropOldest() {
        Map.Entry<Position, AuditEvent> oldest = events.pollFirstEntry();
        size--;
        Subject subject = oldest.getValue().subject();
        ArrayDeque<Position> positions = bySubject.get(subject);
        positions.remove(oldest.getKey());
        if (positions.isEmpty()) {
            bySubject.remove(subject);
        }
    }
}
