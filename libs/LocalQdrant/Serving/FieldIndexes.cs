using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>Payload indexes as a collection lists them.</summary>
internal static class FieldIndexes
{
    public static PayloadSchemaInfo Describe(CreateFieldIndexCollection request) => new()
    {
        DataType = TypeOf(request.FieldType),
        Params = request.FieldIndexParams,
    };

    private static PayloadSchemaType TypeOf(FieldType type) => type switch
    {
        FieldType.Keyword => PayloadSchemaType.Keyword,
        FieldType.Integer => PayloadSchemaType.Integer,
        FieldType.Float => PayloadSchemaType.Float,
        FieldType.Geo => PayloadSchemaType.Geo,
        FieldType.Text => PayloadSchemaType.Text,
        FieldType.Bool => PayloadSchemaType.Bool,
        FieldType.Datetime => PayloadSchemaType.Datetime,
        FieldType.Uuid => PayloadSchemaType.Uuid,
        _ => throw LocalQdrantException.Invalid($"field_type {(int)type} is none that Qdrant has"),
    };
}
