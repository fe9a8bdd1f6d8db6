namespace Qdrant.Client.Grpc;

public partial class Filter
{
    public static implicit operator Filter(Condition condition) => new() { Must = { condition } };
}
