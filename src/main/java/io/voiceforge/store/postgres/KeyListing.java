package io.voiceforge.store.postgres;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.voiceforge.key.KeyOrder;
import io.voiceforge.key.KeyStore.Page;

/**
 * Lists keys in ways that read few rows of a large table. Without a text, an index has the page as it is. With one, it depends
 * on how many keys match. If there are very many, the first ones in the list's order have a page of them. Otherwise the index on
 * pieces of names finds them all, and they are sorted. Only if a sample says that these are too many is the list's order read until
 * the page is full, which is soon then.
 */
final class KeyListing {

    /**
     * How an order is read.
     *
     * @param table where its index is
     * @param value what that index sorts by
     * @param name in lower case
     * @param first how many keys are read in order before the search is tried
     * @param most how many matches may be sorted
     */
    private record Source(String table, String value, String name, int first, int most) {

        boolean isSearched() {
            return table.equals(SEARCHED);
        }
    }

    private static final String SEARCHED = "voiceforge.api_key_search";

    /** Only the last one reads the keys' own rows, which takes longer. */
    private static final Map<KeyOrder.By, Source> SOURCES = Map.of(
            KeyOrder.By.CREATED, new Source(SEARCHED, "k.created_at", "k.name", 5000, 100_000),
            KeyOrder.By.NAME, new Source(SEARCHED, "k.name", "k.name", 5000, 100_000),
            KeyOrder.By.LAST_USED, new Source("voiceforge.api_key", "coalesce(k.last_used_at, timestamptz 'epoch')",
                    "lower(k.name)", 2500, 8000));
    /** In a query of its own, so that it is not made lower case anew for each row. */
    private static final String TEXT = "(select lower(cast(:text as text)))";
    private static final String HAS_TEXT = "%s like (select lower(cast(:pattern as text)))";
    private static final String HAS_ID = "k.id between :low and :high";
    private static final String HAS_HINT = "k.hint collate \"C\" >= " + TEXT
            + " and k.hint collate \"C\" < (select lower(cast(:text as text)) || cast(:last as text))";
    /** The longest pieces say most: they are in the fewest names. */
    private static final String HAS_PIECES = """
            voiceforge.api_key_pieces(k.name) @> array(select substr(%1$s, start, 3)
                from generate_series(1, greatest(1, char_length(%1$s) - 2)) start)
            """.formatted(TEXT);
    /** A hundredth of the table's pages, the same ones each time. */
    private static final String SAMPLE = "select 100 * count(*) from " + SEARCHED
            + " k tablesample system (1) repeatable (0) where ";
    /** What conditions and orders are about. */
    private static final String SELECT = "select k.id, %s as name, k.hint, %s as place from %s k where ";

    private final Mutiny.Session session;
    private final Page page;
    private final Source source;
    private final String select;
    private final String direction;

    private KeyListing(Mutiny.Session session, Page page) {
        this.session = session;
        this.page = page;
        this.source = SOURCES.get(page.order().by());
        this.select = SELECT.formatted(source.name(), source.value(), source.table());
        this.direction = page.order().descending() ? " desc" : "";
    }

    /** The ids of the page's keys, in order; in the current session. */
    static Uni<List<UUID>> list(Page page) {
        return Panache.getSession().chain(session -> new KeyListing(session, page).list());
    }

    private Uni<List<UUID>> list() {
        if (page.filter().text() == null) {
            return ids(idsInOrder("", page.limit()));
        }
        String firstRows = "select k.id from (" + inOrder("", source.first()) + ") k where " + matches("k.name") + orderBy()
                + " limit " + page.limit();
        return ids(firstRows).chain(first -> first.size() == page.limit() ? Uni.createFrom().item(first)
                : estimate().chain(matches -> ids(matches <= source.most() ? ofFound()
                        : idsInOrder(" and " + matches(source.name()), page.limit()))));
    }

    /** About how many keys match the text. */
    private Uni<Long> estimate() {
        return bound(session.createNativeQuery(SAMPLE + matches("k.name"), Long.class), false).getSingleResult();
    }

    private String matches(String name) {
        return "(" + HAS_TEXT.formatted(name) + " or " + HAS_HINT + (isId() ? " or " + HAS_ID : "") + ")";
    }

    /** All keys that match the text, each once. */
    private String found(String columns) {
        String select = "select " + columns + " from " + SEARCHED + " k where ";
        String name = HAS_TEXT.formatted("k.name");
        return select + HAS_PIECES + " and " + name
                + " union all " + select + HAS_HINT + " and not " + name
                + (isId() ? " union all " + select + HAS_ID + " and not (" + HAS_HINT + ") and not " + name : "");
    }

    private Uni<List<UUID>> ids(String sql) {
        return bound(session.createNativeQuery(sql, UUID.class), true).getResultList();
    }

    private String ofFound() {
        // offset 0 keeps PostgreSQL from looking for the pieces in rows that it has found by other conditions, which is slow
        String rows = source.isSearched()
                ? SELECT.formatted(source.name(), source.value(), "(" + found("k.*") + " offset 0)") + "true"
                : select + "k.id = any(array(" + found("k.id") + "))";
        return "select k.id from (" + rows + (page.filter().active() == null ? "" : " and k.active = " + page.filter().active())
                + conditions() + ") k" + orderBy() + " limit " + page.limit();
    }

    /** Active and inactive keys have parts of the indexes of their own, which PostgreSQL merges as far as it must. */
    private String inOrder(String condition, int rows) {
        Boolean active = page.filter().active();
        return Stream.of(true, false).filter(state -> active == null || active.equals(state))
                .map(state -> "(" + select + "k.active = " + state
                        + conditions() + condition + orderBy() + " limit " + rows + ")")
                .collect(Collectors.joining(" union all ", "select k.* from (", ") k" + orderBy() + " limit " + rows));
    }

    private String idsInOrder(String condition, int rows) {
        return "select k.id from (" + inOrder(condition, rows) + ") k" + orderBy();
    }

    private String orderBy() {
        return " order by place" + direction + ", k.id" + direction;
    }

    private String conditions() {
        return (page.filter().customer() == null ? "" : " and k.customer = cast(:customer as text)")
                + (page.after() == null ? "" : behindStart());
    }

    private String behindStart() {
        String start = page.order().by() == KeyOrder.By.NAME ? "lower(cast(:start as text)) collate \"C\""
                : "cast(cast(:start as text) as timestamptz)";
        return " and (" + source.value() + ", k.id) " + (page.order().descending() ? "<" : ">") + " (" + start + ", :startId)";
    }

    private <Q extends Mutiny.SelectionQuery<?>> Q bound(Q query, boolean isPage) {
        if (isPage && page.filter().customer() != null) {
            query.setParameter("customer", page.filter().customer());
        }
        if (isPage && page.after() != null) {
            query.setParameter("start", page.after().value()).setParameter("startId", page.after().id());
        }
        String text = page.filter().text();
        if (text != null) {
            // no key's hint goes on with the last character
            query.setParameter("text", text).setParameter("last", Character.toString(Character.MAX_CODE_POINT))
                    .setParameter("pattern", "%" + text.replaceAll("[\\\\%_]", "\\\\$0") + "%");
            if (isId()) {
                query.setParameter("low", id(text, '0')).setParameter("high", id(text, 'f'));
            }
        }
        return query;
    }

    /** Whether the text may be the beginning of an id. */
    private boolean isId() {
        return id(page.filter().text(), '0') != null;
    }

    /** The id that begins with the text and goes on with the digit; null if no id begins so. */
    private static UUID id(String text, char digit) {
        String form = "00000000-0000-0000-0000-000000000000".replace('0', digit);
        if (text.length() > form.length()) {
            return null;
        }
        String id = text + form.substring(text.length());
        return id.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}") ? UUID.fromString(id) : null;
    }
}
