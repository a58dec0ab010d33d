package io.voiceforge.dialect;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import io.voiceforge.audio.AudioFormat;

/** Refines what a scanner finds in types: bounds of parameters that are parsed by hand, and what other rooms' types do not say. */
public record Shapes(OpenAPI document) {

    public static Parameter whole(Parameter parameter, int least, int most) {
        return parameter.schema(OASFactory.createSchema().addType(SchemaType.INTEGER)
                .minimum(BigDecimal.valueOf(least)).maximum(BigDecimal.valueOf(most)));
    }

    public static Parameter time(Parameter parameter) {
        return parameter.schema(OASFactory.createSchema().addType(SchemaType.STRING).format("date-time"));
    }

    public static Parameter oneOf(Parameter parameter, List<String> names) {
        return parameter.schema(OASFactory.createSchema().addType(SchemaType.STRING).enumeration(List.copyOf(names)));
    }

    /** The media types of the formats, each once and without its parameters. */
    public static List<String> contentTypes(Stream<AudioFormat> formats) {
        return formats.map(format -> format.contentType().replaceFirst(";.*", "")).distinct().toList();
    }

    /** A property of a named schema, which must be there. */
    public Schema property(String schema, String property) {
        Schema found = document.getComponents().getSchemas().get(schema).getProperties().get(property);
        if (found == null) {
            throw new IllegalStateException(schema + " has no property " + property);
        }
        return found;
    }

    /** Lists the only values that the property can have. */
    public void names(String schema, String property, Stream<String> names) {
        Schema found = property(schema, property);
        found.setEnumeration(null);
        names.forEach(found::addEnumeration);
        if (found.getType() != null && found.getType().contains(SchemaType.NULL)) {
            found.addEnumeration(null);
        }
    }

    /** Says that the value may be null. */
    public void nullable(String schema, String property) {
        Schema found = property(schema, property);
        if (found.getRef() == null) {
            found.addType(SchemaType.NULL);
        } else {
            document.getComponents().getSchemas().get(schema).addProperty(property, OASFactory.createSchema()
                    .addAnyOf(found).addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL)));
        }
    }
}
