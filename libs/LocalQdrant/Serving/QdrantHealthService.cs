using Grpc.Core;

namespace Kale.LocalQdrant.Serving;

/// <summary>Qdrant's own health call: who answers, and the version of the protocol it speaks.</summary>
internal sealed class QdrantHealthService : QdrantBase
{
    private const string ProtocolVersion = "1.19.0";

    public override Task<Qdrant.Client.Grpc.HealthCheckReply> HealthCheck(
        Qdrant.Client.Grpc.HealthCheckRequest request, ServerCallContext context) =>
        Task.FromResult(new Qdrant.Client.Grpc.HealthCheckReply
        {
            Title = "LocalQdrant, the embedded vector store for one machine (not a production database)",
            Version = ProtocolVersion,
        });
}
