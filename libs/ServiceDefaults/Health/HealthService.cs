using Grpc.Core;
using Grpc.Health.V1;
using Kale.ServiceDefaults.Errors;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ServiceDefaults.Health;

/// <summary>grpc.health.v1 over the <see cref="HealthRegistry"/>.</summary>
internal sealed class HealthService(HealthRegistry registry) : Grpc.Health.V1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = registry.Snapshot.Find(request.Service) ?? throw new FailureException(Reasons.UnknownService,
            $"No service or encoder '{request.Service}' here; List names those there are.");
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var snapshot = registry.Snapshot;
        var response = new HealthListResponse();
        foreach (var name in snapshot.Names)
            response.Statuses.Add(
                name, new HealthCheckResponse { Status = snapshot.Find(name) ?? ServingStatus.Unknown });
        return Task.FromResult(response);
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? told = null;
        while (true)
        {
            var snapshot = registry.Snapshot;
            var status = snapshot.Find(request.Service) ?? ServingStatus.ServiceUnknown;
            if (status != told)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            told = status;
            if (snapshot.Closed)
                throw new FailureException(Reasons.ShuttingDown, "The server is shutting down; watch another one.");
            await snapshot.Changed.Task.WaitAsync(context.CancellationToken);
        }
    }
}
