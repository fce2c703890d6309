package dev.serai.fact;

import dev.serai.kernel.Json;
import dev.serai.release.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a CSV file in, plain or gzip. All rows are read before the first fact is taken, because a fact's rows may stand
 * anywhere in the file; loading it again changes nothing, so an interrupted load is resumed by starting over.
 */
@Component
public final class CsvLoad {
    /** Rows one file may have; they are held in memory until their facts are whole. */
    public static final long ROWS_MAX = 10_000_000;

    /** Problems told one by one; further ones are only counted. */
    public static final int PROBLEMS_MAX = 1_000;

    private static final int BATCH = 1_000;
    private static final int TELL_EVERY_ROWS = 50_000;

    private final Snapshots snapshots;
    private final Facts facts;

    CsvLoad(Snapshots snapshots, Facts facts) {
        this.snapshots = snapshots;
        this.facts = facts;
    }

    /** How far it is: rows read, then facts taken of all. */
    public record Progress(long rows, int taken, int facts) {}

    /** Something in the file that was not taken, and where. */
    public record Problem(long line, String id, String cause) {}

    /** What became of the file's facts. A warning is a cell that was taken though not exactly a cent. */
    public record Loaded(Map<Taken.Result, Long> counts, long rows, long warnings, List<Problem> problems) {
        public long count(Taken.Result result) {
            return counts.getOrDefault(result, 0L);
        }
    }

    /** The file as a whole cannot be read. */
    public static final class BadFile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadFile(String message) {
            super(message, null, false, false);
        }
    }

    private static final class Draft {
        private final long line;
        private final ObjectNode body;
        private final ObjectNode head;
        private Instant at;
        private @Nullable Problem problem;

        Draft(long line, CsvMapping.Piece piece) {
            this.line = line;
            this.head = piece.head();
            this.body = piece.head().deepCopy();
            this.at = piece.at();
        }
    }

    /** Returns when every good row is durable. */
    public Loaded load(String type, long version, InputStream file, Consumer<Progress> progress) {
        var declared = snapshots.now().find(FactType.class, type, null);
        var mapping = declared.map(FactType::csv).orElse(null);
        if (mapping == null) {
            throw new BadFile(
                    declared.isEmpty()
                            ? "there is no fact type " + type
                            : "fact type " + type + " declares no csv mapping, so no file can bring it");
        }
        var counts = new EnumMap<Taken.Result, Long>(Taken.Result.class);
        List<Problem> problems = new ArrayList<>();
        Map<String, Draft> drafts = new LinkedHashMap<>();
        var read = read(mapping, file, drafts, problems, progress);
        // A row without a readable id belongs to no fact; it is refused by itself.
        counts.put(Taken.Result.REFUSED, read.lost);
        List<Draft> good = new ArrayList<>();
        List<NewFact> batch = new ArrayList<>();
        int done = 0;
        for (var e : drafts.entrySet()) {
            var draft = e.getValue();
            if (draft.problem != null) {
                counts.merge(Taken.Result.REFUSED, 1L, Long::sum);
                add(problems, draft.problem);
            } else {
                good.add(draft);
                batch.add(new NewFact(type, e.getKey(), version, draft.at, draft.body));
            }
            done++;
            if (batch.size() == BATCH || done == drafts.size()) {
                take(mapping, good, batch, counts, problems);
                progress.accept(new Progress(read.rows, done, drafts.size()));
            }
        }
        return new Loaded(counts, read.rows, read.warnings, problems);
    }

    private void take(
            CsvMapping mapping,
            List<Draft> drafts,
            List<NewFact> batch,
            Map<Taken.Result, Long> counts,
            List<Problem> problems) {
        var taken = inTheOrderKept(mapping, batch, facts.take(batch));
        for (int i = 0; i < taken.size(); i++) {
            var one = taken.get(i);
            counts.merge(one.result(), 1L, Long::sum);
            if (one.result() == Taken.Result.REFUSED || one.result() == Taken.Result.CONFLICT) {
                add(problems, new Problem(drafts.get(i).line, one.id(), one.cause()));
            }
        }
        drafts.clear();
        batch.clear();
    }

    /**
     * Rows may stand anywhere in a file, so their order says nothing: a conflict that is one of order alone is settled by
     * telling the fact again in the order in which it is kept.
     */
    private List<Taken> inTheOrderKept(CsvMapping mapping, List<NewFact> batch, List<Taken> taken) {
        var conflicts = IntStream.range(0, batch.size())
                .filter(i -> taken.get(i).result() == Taken.Result.CONFLICT)
                .boxed()
                .toList();
        if (conflicts.isEmpty()) {
            return taken;
        }
        Map<String, Fact> kept = new HashMap<>();
        facts.newest(
                        batch.getFirst().type(),
                        conflicts.stream().map(i -> batch.get(i).id()).toList())
                .forEach(fact -> kept.put(fact.id(), fact));
        List<Integer> places = new ArrayList<>();
        List<NewFact> again = new ArrayList<>();
        for (int i : conflicts) {
            var fact = batch.get(i);
            var known = kept.get(fact.id());
            if (known != null && mapping.sameButForOrder(fact.body(), known.body())) {
                places.add(i);
                again.add(new NewFact(fact.type(), fact.id(), fact.version(), fact.occurredAt(), known.body()));
            }
        }
        var settled = new ArrayList<>(taken);
        var retold = again.isEmpty() ? List.<Taken>of() : facts.take(again);
        for (int i = 0; i < retold.size(); i++) {
            settled.set(places.get(i), retold.get(i));
        }
        return settled;
    }

    private record Read(long rows, long warnings, long lost) {}

    private static Read read(
            CsvMapping mapping,
            InputStream file,
            Map<String, Draft> drafts,
            List<Problem> problems,
            Consumer<Progress> progress) {
        long rows = 0;
        long warnings = 0;
        long lost = 0;
        try (var text = open(file)) {
            var csv = new CsvReader(text);
            var places = header(mapping, csv.next());
            for (var cells = csv.next(); cells != null; cells = csv.next()) {
                if (++rows > ROWS_MAX) {
                    throw new BadFile("the file has more than " + ROWS_MAX + " rows; split it between whole facts");
                }
                if (rows % TELL_EVERY_ROWS == 0) {
                    progress.accept(new Progress(rows, 0, drafts.size()));
                }
                var row = new CsvMapping.Row(places, cells);
                try {
                    collect(mapping, mapping.piece(row), csv.line(), drafts);
                    warnings += row.warnings();
                } catch (CsvMapping.BadRow e) {
                    if (!spoil(mapping, row, csv.line(), String.valueOf(e.getMessage()), drafts)) {
                        lost++;
                        add(problems, new Problem(csv.line(), "", String.valueOf(e.getMessage())));
                    }
                }
            }
            return new Read(rows, warnings, lost);
        } catch (CharacterCodingException e) {
            throw new BadFile("the file is not UTF-8, somewhere after row " + rows);
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw new BadFile("the gzip file is damaged or cut off after row " + rows + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(CsvMapping mapping, CsvMapping.Piece piece, long line, Map<String, Draft> drafts) {
        var draft = drafts.computeIfAbsent(piece.id(), _ -> new Draft(line, piece));
        if (draft.problem == null && !draft.head.equals(piece.head())) {
            draft.problem = new Problem(
                    line,
                    piece.id(),
                    "differs from line " + draft.line + " of the same fact: " + piece.head() + " against "
                            + draft.head);
        }
        if (piece.at().isBefore(draft.at)) {
            draft.at = piece.at();
        }
        mapping.add(draft.body, piece.item());
    }

    /** A fact with one unreadable row would be a wrong fact, so all of it is refused. False if the row has no fact. */
    private static boolean spoil(
            CsvMapping mapping, CsvMapping.Row row, long line, String cause, Map<String, Draft> drafts) {
        var id = mapping.idOf(row);
        if (id == null) {
            return false;
        }
        var draft = drafts.computeIfAbsent(
                id, _ -> new Draft(line, new CsvMapping.Piece(id, Instant.EPOCH, Json.object(), null)));
        if (draft.problem == null) {
            draft.problem = new Problem(line, id, cause);
        }
        return true;
    }

    private static Map<String, Integer> header(CsvMapping mapping, @Nullable List<String> cells) {
        if (cells == null) {
            throw new BadFile("the file is empty; its first line must name the columns " + mapping.columns());
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            var name =
                    i == 0 && cells.get(i).startsWith("\uFEFF") ? cells.get(i).substring(1) : cells.get(i);
            if (places.put(name, i) != null) {
                throw new BadFile("the first line names column " + name + " twice");
            }
        }
        var missing = new HashSet<>(mapping.columns());
        missing.removeAll(places.keySet());
        if (!missing.isEmpty()) {
            throw new BadFile("the first line must name the columns "
                    + missing.stream().sorted().toList() + " too, found " + cells);
        }
        return places;
    }

    private static Reader open(InputStream file) throws IOException {
        var start = new PushbackInputStream(file, 2);
        var magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        // A fresh decoder reports malformed input; a Charset given by name would replace it in silence.
        return new InputStreamReader(
                gzip ? new GZIPInputStream(start, 1 << 16) : start, StandardCharsets.UTF_8.newDecoder());
    }

    private static void add(List<Problem> problems, Problem problem) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(problem);
        }
    }
}
