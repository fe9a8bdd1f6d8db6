using System.Collections.Frozen;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Which services are called at which port: where some have a port of their own, the others look as though those were
/// not there.
/// </summary>
internal sealed class PortMiddleware(RequestDelegate next, IEnumerable<SideListener> listeners)
{
    private const string Health = "grpc.health.v1.Health";
    private const string OfTheServer = "grpc.";

    private readonly FrozenDictionary<int, SideListener> _listeners =
        listeners.ToFrozenDictionary(listener => listener.Port);

    private readonly FrozenSet<string> _elsewhere =
        listeners.SelectMany(listener => listener.Services).ToFrozenSet(StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext http) =>
        _listeners.Count == 0 || ServiceOf(http) is not { } service || IsCalledAt(http.Connection.LocalPort, service)
            ? next(http)
            : FailureDetailsMiddleware.RefuseAsync(http, StatusCode.Unimplemented, new Failure(
                Reasons.Unimplemented, $"{service} is not offered at this port."));

    private static string? ServiceOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName;

    private bool IsCalledAt(int port, string service)
    {
        if (service == Health)
            return true;
        if (!_listeners.TryGetValue(port, out var side))
            return !_elsewhere.Contains(service);
        return side.Services.Contains(service)
            || (side.TakesCalls && service.StartsWith(OfTheServer, StringComparison.Ordinal));
    }
}
