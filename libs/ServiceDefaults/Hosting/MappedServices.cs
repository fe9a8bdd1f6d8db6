using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>The gRPC services that this process has mapped, read from its endpoints once all are there.</summary>
internal sealed class MappedServices
{
    /// <summary>Set when the application maps its endpoints.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }

    public IReadOnlyList<string> Names =>
        [.. Methods.Select(method => method.Method.ServiceName).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every method once; gRPC maps some more endpoints of its own, for methods that are not there.</summary>
    public IReadOnlyList<GrpcMethodMetadata> Methods => Routes is null
        ? throw new InvalidOperationException("Call app.MapServiceDefaults() before the application runs.")
        : [.. Routes.DataSources.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()).OfType<GrpcMethodMetadata>()];

    public IReadOnlyList<ServiceDescriptor> Descriptors =>
        [.. Methods.Select(method => method.ServiceType).Distinct().Select(DescriptorOf)];

    private static ServiceDescriptor DescriptorOf(Type service)
    {
        var binding = service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true);
        return binding?.BindType.GetProperty("Descriptor")?.GetValue(null) as ServiceDescriptor
            ?? throw new InvalidOperationException($"{service} was not generated from a contract. This is a bug.");
    }
}
