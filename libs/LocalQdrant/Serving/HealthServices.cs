using Grpc.Core;
using Kale.LocalQdrant.Serving.Health;

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

/// <summary>The standard health check, for the server as a whole and for each service; as Qdrant, only Check.</summary>
internal sealed class StandardHealthService : Health.Health.HealthBase
{
    private static readonly HashSet<string> Services = ["", "qdrant.Qdrant", "qdrant.Collections", "qdrant.Points"];

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Services.Contains(request.Service)
            ? Task.FromResult(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving })
            : throw new RpcException(new Status(StatusCode.NotFound, $"No service '{request.Service}' here"));
}
