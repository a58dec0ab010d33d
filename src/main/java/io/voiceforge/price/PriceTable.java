package io.voiceforge.price;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.voiceforge.config.CannotStart;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.ProviderSettings;

/**
 * What each provider charges for each model: by the operator's file, else by the built-in list, which goes by the host of a
 * provider's URL, so that a server in OpenAI's place does not have OpenAI's prices. Does not change while the process runs.
 */
@ApplicationScoped
public class PriceTable {

    /** OpenAI's published prices; the file says of when. */
    static final String BUILT_IN = "openai.json";

    private static final String VARIABLE = "VOICEFORGE_PRICES_FILE";
    private static final long MAX_BYTES = 1 << 20;
    private static final PriceList EMPTY = new PriceList(Map.of());

    /** For each provider the lists that name its models, the first of which counts. */
    private final Map<ProviderId, List<Map<String, Price>>> lists = new HashMap<>();

    @Inject
    PriceTable(PriceConfig config, ProviderCatalog catalog, Vertx vertx) {
        this(config.file().map(file -> configured(file, catalog, vertx)).orElse(EMPTY),
                config.builtIn() ? builtIn() : EMPTY, catalog.all());
    }

    PriceTable(PriceList configured, PriceList builtIn, List<ProviderSettings> providers) {
        for (ProviderSettings provider : providers) {
            lists.put(provider.id(), Stream.of(configured, builtIn).flatMap(list -> Stream.of(provider.id().name(),
                    host(provider)).map(name -> list.prices().getOrDefault(name, Map.of()))).toList());
        }
    }

    /** Made at the start, so that a mistake in the file ends it. */
    void onStart(@Observes StartupEvent event) {
        // the constructor has done it all
    }

    /**
     * The price of a model, or empty if it has none.
     *
     * @param model the provider's name for it; null if the provider chooses it
     */
    public Optional<Price> of(ProviderId provider, String model) {
        List<Map<String, Price>> own = lists.getOrDefault(provider, List.of());
        if (model != null) {
            for (Map<String, Price> list : own) {
                Price price = list.get(model);
                if (price != null) {
                    return Optional.of(price);
                }
            }
        }
        return own.stream().filter(list -> list.containsKey(PriceList.ANY)).map(list -> list.get(PriceList.ANY)).findFirst();
    }

    static PriceList builtIn() {
        try (InputStream resource = PriceTable.class.getResourceAsStream(BUILT_IN)) {
            return PriceList.read(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceList configured(String file, ProviderCatalog catalog, Vertx vertx) {
        PriceList list;
        try {
            if (vertx.fileSystem().propsBlocking(file).size() > MAX_BYTES) {
                throw new IllegalArgumentException("has more than " + MAX_BYTES + " bytes.");
            }
            list = PriceList.read(vertx.fileSystem().readFileBlocking(file).getBytes());
        } catch (VertxException e) {
            throw CannotStart.because(VARIABLE + " must name a file that can be read, but " + file + " cannot.");
        } catch (IllegalArgumentException e) {
            throw CannotStart.because(VARIABLE + ": the file " + file + ' ' + e.getMessage());
        }
        list.prices().keySet().stream().filter(name -> name.indexOf('.') < 0)
                .filter(name -> catalog.all().stream().noneMatch(provider -> isNamed(provider, name))).findFirst()
                .ifPresent(name -> {
                    throw CannotStart.because(VARIABLE + ": the file " + file + " has prices of \""
                            + name.replaceAll("[^\\x20-\\x7e]", "?") + "\", which is neither a provider nor a host.");
                });
        return list;
    }

    private static boolean isNamed(ProviderSettings provider, String name) {
        return provider.id().name().equals(name) || host(provider).equals(name);
    }

    private static String host(ProviderSettings provider) {
        return provider.baseUrl() == null || provider.baseUrl().getHost() == null ? "" : provider.baseUrl().getHost();
    }
}
