using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>The server side of qdrant.Qdrant.</summary>
[BindServiceMethod(typeof(QdrantBase), nameof(BindService))]
internal abstract class QdrantBase
{
    private const string Service = "qdrant.Qdrant";

    public abstract Task<HealthCheckReply> HealthCheck(HealthCheckRequest request, ServerCallContext context);

    public static void BindService(ServiceBinderBase binder, QdrantBase? service)
    {
        binder.AddUnary<HealthCheckRequest, HealthCheckReply>(
            Service, nameof(HealthCheck), service is null ? null : service.HealthCheck);
    }
}
