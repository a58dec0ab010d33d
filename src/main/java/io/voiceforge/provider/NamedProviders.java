package io.voiceforge.provider;

import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.voiceforge.call.Operation;
import io.voiceforge.config.CannotStart;
import io.voiceforge.config.HttpUrl;
import io.voiceforge.config.InvalidSettingException;
import io.voiceforge.provider.ProviderSettings.ModelList;

/** Reads the settings of named providers. Whatever cannot be used ends the start with a sentence that names the variable. */
final class NamedProviders {

    private static final Set<String> MEMBERS = Set.of(NamedServer.INSTRUCTIONS, NamedServer.STREAM_OPTIONS);

    /** The kinds that a named provider may have. */
    private final Map<String, ProviderKind> kinds = new TreeMap<>();

    NamedProviders(List<ProviderKind> all) {
        all.stream().filter(kind -> !kind.operations().isEmpty()).forEach(kind -> kinds.put(kind.name(), kind));
    }

    /** In the order of their names. */
    List<ProviderSettings> read(Map<String, ProvidersConfig.Named> named) {
        try {
            named.keySet().forEach(name -> ProviderVariables.checkName(ProviderVariables.variable(name, "base-url"), name));
            return new TreeMap<>(named).entrySet().stream().map(entry -> read(entry.getKey(), entry.getValue())).toList();
        } catch (InvalidSettingException e) {
            throw CannotStart.because(e.getMessage());
        }
    }

    private ProviderSettings read(String name, ProvidersConfig.Named config) {
        SettingReader reader = new SettingReader(name);
        URI baseUrl = reader.read("base-url", config.baseUrl(), HttpUrl::base).map(URI::create).orElseThrow(
                () -> reader.wrong("base-url", "is missing: the provider has other settings, but no address."));
        ProviderKind kind = kinds.get(reader.read("dialect", config.dialect(),
                dialect -> SettingReader.oneOf(dialect, kinds.keySet())).orElse("openai"));
        Set<Operation> operations = reader.read("operations", config.operations(), list -> operations(list, kind))
                .orElse(usual(kind));
        Map<Operation, String> models = new EnumMap<>(Operation.class);
        reader.read("speech-model", config.speechModel(), SettingReader::text)
                .ifPresent(model -> models.put(Operation.SPEECH, model));
        reader.read("transcription-model", config.transcriptionModel(), SettingReader::text)
                .ifPresent(model -> models.put(Operation.TRANSCRIPTION, model));
        reader.read("chat-model", config.chatModel(), SettingReader::text)
                .ifPresent(model -> models.put(Operation.CHAT, model));
        return new ProviderSettings(new ProviderId(name), kind.name(), name, true, baseUrl,
                reader.read("api-key", config.apiKey(), SettingReader::headerValue), operations, models, false, name,
                ModelList.PREFIXED, Optional.of(server(reader, config, kind)));
    }

    private static NamedServer server(SettingReader reader, ProvidersConfig.Named config, ProviderKind kind) {
        NamedServer server = new NamedServer(
                reader.read("voices", config.voices(), SettingReader::pairs).orElse(Map.of()),
                reader.read("format", config.format(), format -> SettingReader.oneOf(format, kind.formats())),
                reader.read("first-byte", config.firstByte(), SettingReader::duration),
                reader.read("transcription-path", config.transcriptionPath(), SettingReader::path),
                reader.read("members", config.members(), list -> SettingReader.list(list, MEMBERS)).orElse(Set.of()));
        Map<String, Boolean> given = Map.of("voices", !server.voices().isEmpty(), "format", server.format().isPresent(),
                "transcription-path", server.transcriptionPath().isPresent(), "members", !server.members().isEmpty());
        given.forEach((setting, isGiven) -> {
            if (isGiven && !kind.settings().contains(setting)) {
                throw reader.wrong(setting, "means nothing to a provider with the dialect " + kind.name() + ".");
            }
        });
        return server;
    }

    private static Set<Operation> operations(String list, ProviderKind kind) {
        Map<String, Operation> offered = new TreeMap<>();
        kind.operations().forEach(operation -> offered.put(operation.wireName(), operation));
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        SettingReader.list(list, offered.keySet()).forEach(name -> operations.add(offered.get(name)));
        return operations;
    }

    private static Set<Operation> usual(ProviderKind kind) {
        Set<Operation> usual = EnumSet.of(Operation.SPEECH, Operation.TRANSCRIPTION, Operation.CHAT);
        usual.retainAll(kind.operations());
        return usual;
    }
}
