using Grpc.Health.V1;
using Grpc.Net.Client;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.AspNetCore.Builder;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.Gateway.Tests.Support;

/// <summary>The gateway as it is started in production, on a loopback port.</summary>
internal sealed class GatewayHost : RunningService
{
    private GatewayHost(WebApplication app)
        : base(app, new GrpcChannelOptions { MaxReceiveMessageSize = null }) =>
        Client = new V1.Search.SearchClient(Channel);

    public IServiceProvider Services => App.Services;

    public V1.Search.SearchClient Client { get; }

    public static Task<GatewayHost> StartAsync(params (string Option, string Value)[] options) =>
        StartAsync(TimeProvider.System, options);

    public static async Task<GatewayHost> StartAsync(TimeProvider time, params (string Option, string Value)[] options)
    {
        var app = Build(
            GatewayOptions.Section, options, builder => builder.AddGateway(), app => app.MapGateway(), time);
        await app.StartAsync();
        return new GatewayHost(app);
    }

    public async Task<ServingStatus> StatusAsync() => (await Health.CheckAsync(new HealthCheckRequest())).Status;
}
