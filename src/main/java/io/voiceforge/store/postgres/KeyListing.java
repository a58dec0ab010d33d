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
 * on how many keys match. If there are many, the first ones in the list's order have a page of them. If there are few, the index
 * on pieces of names finds them all. Only in between the list's order is read until the page is full.
 */
final class KeyListing {

    /**
     * How an order is read.
     *
     * @param table where its index is
     * @param value what that index sorts by
     * @param name in lower case
     * @param first how many keys are read in order before the search is tried
     * @param few matches that are few enough to be sorted
     */
    private record Source(String table, String value, String name, int first, int few) {
    }

    /** Only the last one reads the keys' own rows, which takes longer. */
    private static final Map<KeyOrder.By, Source> SOURCES = Map.of(
            KeyOrder.By.CREATED, new Source("voiceforge.api_key_search", "k.created_at", "k.name", 10_000, 5000),
            KeyOrder.By.NAME, new Source("voiceforge.api_key_search", "k.name", "k.name", 10_000, 5000),
            KeyOrder.By.LAST_USED, new Source("voiceforge.api_key", "coalesce(k.last_used_at, timestamptz 'epoch')",
                    "lower(k.name)", 2500, 8000));
    private static final String TEXT = "lower(cast(:text as text))";
    private static final String HAS_ID = "k.id between :low and :high";
    private static final String HAS_HINT = "k.hint collate \"C\" >= " + TEXT + " and k.hint collate \"C\" < " + TEXT
            + " || cast(:last as text)";
    /** The longest pieces say most: they are in the fewest names. */
    private static final String FOUND = """
            select k.id from voiceforge.api_key_search k
            where voiceforge.api_key_pieces(k.name) @> array(select substr(%1$s, start, 3)
                    from generate_series(1, greatest(1, char_length(%1$s) - 2)) start)
                and strpos(k.name, %1$s) > 0
            union all select k.id from voiceforge.api_key_search k where %2$s
            union all select k.id from voiceforge.api_key_search k where %3$s
            limit""".formatted(TEXT, HAS_ID, HAS_HINT) + " ";
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
                + " limit "
                + page.limit();
        return ids(firstRows).chain(first -> first.size() == page.limit() ? Uni.createFrom().item(first)
                : count().chain(count -> ids(count <= source.few() ? ofFound()
                        : idsInOrder(" and " + matches(source.name()), page.limit()))));
    }

    private Uni<Long> count() {
        return bound(session.createNativeQuery("select count(*) from (" + found() + ") k", Long.class), false)
                .getSingleResult();
    }

    private String found() {
        return FOUND + (source.few() + 1);
    }

    private static String matches(String name) {
        return "(strpos(" + name + ", " + TEXT + ") > 0 or " + HAS_ID + " or " + HAS_HINT + ")";
    }

    private Uni<List<UUID>> ids(String sql) {
        return bound(session.createNativeQuery(sql, UUID.class), true).getResultList();
    }

    private String ofFound() {
        return "select k.id from (" + select + "k.id = any(array(" + found() + "))"
                + (page.filter().active() == null ? "" : " and k.active = " + page.filter().active()) + conditions() + ") k"
                + orderBy() + " limit " + page.limit();
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
            UUID low = id(text, '0');
            UUID high = id(text, 'f');
            // no id is between the last and the first one
            query.setParameter("text", text).setParameter("last", Character.toString(Character.MAX_CODE_POINT))
                    .setParameter("low", low == null ? new UUID(-1, -1) : low)
                    .setParameter("high", high == null ? new UUID(0, 0) : high);
        }
        return query;
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
