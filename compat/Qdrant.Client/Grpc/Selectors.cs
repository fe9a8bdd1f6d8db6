namespace Qdrant.Client.Grpc;

public partial class WithPayloadSelector
{
    public static implicit operator WithPayloadSelector(bool enable) => new() { Enable = enable };

    public static implicit operator WithPayloadSelector(string[] fields) =>
        new() { Include = new PayloadIncludeSelector { Fields = { fields } } };
}

public partial class WithVectorsSelector
{
    public static implicit operator WithVectorsSelector(bool enable) => new() { Enable = enable };

    public static implicit operator WithVectorsSelector(string[] vectors) =>
        new() { Include = new VectorsSelector { Names = { vectors } } };
}
