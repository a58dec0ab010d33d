package io.voiceforge.dialect.openai;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.dialect.ApiDocument;
import io.voiceforge.dialect.DocumentedRoute;
import io.voiceforge.dialect.ErrorExamples;
import io.voiceforge.dialect.Shapes;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.error.ProviderRefusal;
import io.voiceforge.transcription.TranscriptFormat;

/** The OpenAI API's part of the document at {@code /q/openapi}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenAiDocument extends ApiDocument implements OASFilter {

    public OpenAiDocument(IndexView index) {
        super(index, new OpenAiDialect());
    }

    @Override
    protected String tag(DocumentedRoute route) {
        return "OpenAI";
    }

    @Override
    protected String errorSchema(int status) {
        return "OpenAiError";
    }

    @Override
    protected String keyScheme() {
        return "bearer";
    }

    @Override
    protected List<String> audioTypes() {
        return Shapes.contentTypes(Stream.of(AudioFormat.values()).filter(AudioFormat::isNamed));
    }

    @Override
    protected void describe(Parameter parameter, DocumentedRoute route) {
        parameter.description("The id of a model; it may contain slashes").example("local");
    }

    /** A model that the provider does not have is not found. */
    @Override
    protected List<ApiException> examples(ErrorCode code) {
        ApiException example = ErrorExamples.of(code);
        return code != ErrorCode.PROVIDER_REJECTED_REQUEST ? List.of(example)
                : List.of(example, ApiException.rejected(code, "The provider has no such model",
                        new ApiException.Rejection(404, ProviderRefusal.NONE)));
    }

    @Override
    protected void complete(OpenAPI document) {
        Shapes shapes = new Shapes(document);
        shapes.names("OpenAiSpeechRequestBody", "response_format",
                Stream.of(AudioFormat.values()).filter(AudioFormat::isNamed).map(AudioFormat::wireName));
        shapes.names("OpenAiTranscriptionForm", "response_format",
                Arrays.stream(TranscriptFormat.values()).map(TranscriptFormat::wireName));
        Schema granularities = shapes.property("OpenAiTranscriptionForm", "timestamp_granularities[]");
        granularities.getItems().addEnumeration("word").addEnumeration("segment");
        document.getPaths().getPathItem("/v1/models").getGET().getResponses().getAPIResponse("200")
                .description("OpenAI's list; with the key in xi-api-key only, ElevenLabs' array instead").getContent()
                .getMediaType("application/json").setSchema(OASFactory.createSchema().ref("OpenAiModelList"));
        for (String path : List.of("/v1/audio/transcriptions", "/v1/audio/translations")) {
            Content content = document.getPaths().getPathItem(path).getPOST().getResponses().getAPIResponse("200").getContent();
            Arrays.stream(TranscriptFormat.values()).map(format -> format.contentType().replaceFirst(";.*", ""))
                    .filter(type -> !content.hasMediaType(type)).distinct()
                    .forEach(type -> content.addMediaType(type, OASFactory.createMediaType()
                            .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))));
        }
    }
}
