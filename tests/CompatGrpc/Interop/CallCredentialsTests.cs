using Grpc.Core;
using Grpc.Net.Client;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

public sealed class CallCredentialsTests(InteropServer server) : IClassFixture<InteropServer>
{
    private static readonly CallCredentials Token = Adding("token");

    [Fact]
    public async Task OnTheChannel_InsecureAndAllowed_AreSent()
    {
        using var channel = Channel(ChannelCredentials.Create(ChannelCredentials.Insecure, Token), allowed: true);

        Assert.Equal(["token"], await EchoedAsync(channel, default));
    }

    [Fact]
    public void OnTheChannel_InsecureAndNotAllowed_Throws()
    {
        var credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, Token);

        Assert.Throws<InvalidOperationException>(() => Channel(credentials, allowed: false));
    }

    [Fact]
    public async Task OnTheCall_InsecureAndAllowed_AreSent()
    {
        using var channel = Channel(ChannelCredentials.Insecure, allowed: true);

        Assert.Equal(["token"], await EchoedAsync(channel, new CallOptions(credentials: Token)));
    }

    [Fact]
    public async Task OnTheCall_InsecureAndNotAllowed_AreLeftOut()
    {
        using var channel = Channel(ChannelCredentials.Insecure, allowed: false);

        Assert.Empty(await EchoedAsync(channel, new CallOptions(credentials: Token)));
    }

    [Fact]
    public async Task Composed_AllowedCredentials_AreAllSent()
    {
        using var channel = Channel(ChannelCredentials.Insecure, allowed: true);
        var both = CallCredentials.Compose(Token, Adding("second"));

        Assert.Equal(["token,second"], await EchoedAsync(channel, new CallOptions(credentials: both)));
    }

    [Fact]
    public async Task Interceptor_Context_NamesServiceAndMethod()
    {
        AuthInterceptorContext? seen = null;
        var noting = CallCredentials.FromInterceptor((context, _) =>
        {
            seen = context;
            return Task.CompletedTask;
        });
        using var channel = Channel(ChannelCredentials.Insecure, allowed: true);
        await EchoedAsync(channel, new CallOptions(credentials: noting));

        Assert.Equal($"{server.Address}/interop.v1.Interop", seen!.ServiceUrl);
        Assert.Equal("Unary", seen.MethodName);
    }

    private static CallCredentials Adding(string value) => CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("x-echo", value);
        return Task.CompletedTask;
    });

    private static async Task<string[]> EchoedAsync(GrpcChannel channel, CallOptions options)
    {
        var call = new V1.Interop.InteropClient(channel).UnaryAsync(new Request(), options);
        var headers = await call.ResponseHeadersAsync;
        await call;
        return [.. headers.GetAll("x-echo").Select(entry => entry.Value.Replace(", ", ","))];
    }

    private GrpcChannel Channel(ChannelCredentials credentials, bool allowed) => GrpcChannel.ForAddress(
        server.Address,
        new GrpcChannelOptions { Credentials = credentials, UnsafeUseInsecureChannelCallCredentials = allowed });
}
