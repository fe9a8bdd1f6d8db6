using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ServiceDefaults.Tests.Admission;

/// <summary>A server that takes two calls, both of which are held.</summary>
public sealed class AdmissionOverTheWireTests : IAsyncLifetime
{
    private const string Method = "kale.v1.Search/Search";

    private readonly TaskCompletionSource _held = new();
    private readonly List<Task> _inWork = [];
    private TestHost _host = null!;
    private Search.SearchClient _client = null!;
    private int _asked;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(services: services => services.AddDoor(
            Method, _ => new ConcurrencyLimit(new AdmissionOptions { MinInFlight = 2, MaxInFlight = 2 })));
        _client = new Search.SearchClient(_host.Channel);
        _host.Search.OnSearch = async (_, context) =>
        {
            Interlocked.Increment(ref _asked);
            await _held.Task.WaitAsync(context.CancellationToken);
            return new SearchResponse();
        };
        for (var i = 0; i < 2; i++)
            _inWork.Add(_client.SearchAsync(new SearchRequest()).ResponseAsync);
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref _asked)), asked => asked == 2);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Call_BeyondTheLimit_IsRefusedBeforeItsMessageIsRead()
    {
        var error = await RichErrors.FailsAsync(_host.Channel.CreateCallInvoker().AsyncUnaryCall(
            RawCalls.Method(MethodType.Unary, "kale.v1.Search", "Search"), null, default, [0xff]));

        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (error.StatusCode, error.Reason()));
        Assert.True(error.Detail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Contains("Try again in", error.Status.Detail);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Calls_BeyondTheLimit_AreToldDifferentTimesToComeAgain()
    {
        var errors = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()))));
        Assert.InRange(errors.Select(error => error.Detail<RetryInfo>().RetryDelay.Nanos).Distinct().Count(), 45, 50);
    }

    [Fact]
    public async Task Calls_OnceThereIsRoomAgain_AreLetIn()
    {
        await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));
        _held.SetResult();
        await Task.WhenAll(_inWork);
        await Wait.UntilAsync(
            () => Task.FromResult(_host.App.Services.GetRequiredService<Doors>()[Method].Load.InFlight),
            inFlight => inFlight == 0);
        await _client.SearchAsync(new SearchRequest());
    }

    [Fact]
    public async Task Calls_WhoseCallersGaveUp_MakeRoom()
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(_host.Address);
        var door = _host.App.Services.GetRequiredService<Doors>()[Method];
        _held.SetResult();
        await Task.WhenAll(_inWork);
        _host.Search.OnSearch = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new SearchResponse();
        };
        using var givesUp = new CancellationTokenSource();
        var call = new Search.SearchClient(channel).SearchAsync(new SearchRequest(), cancellationToken: givesUp.Token);
        await Wait.UntilAsync(() => Task.FromResult(door.Load.InFlight), inFlight => inFlight == 1);
        await givesUp.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        await Wait.UntilAsync(() => Task.FromResult(door.Load.InFlight), inFlight => inFlight == 0);
    }

    [Fact]
    public async Task Health_WhileEveryPlaceIsTakenAndCallsAreRefused_IsAnswered()
    {
        var refused = Enumerable.Range(0, 500)
            .Select(_ => RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest())))
            .ToList();
        var health = new Grpc.Health.V1.Health.HealthClient(_host.Channel);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        await Task.WhenAll(refused);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Stream_OfAMethodWithADoor_IsNotAskedAtIt()
    {
        _held.SetResult();
        using var stream = _client.SearchStream();
        await stream.RequestStream.WriteAsync(new SearchStreamRequest { Id = "7", Request = new SearchRequest() });
        Assert.True(await stream.ResponseStream.MoveNext(default));
        Assert.Equal("7", stream.ResponseStream.Current.Id);
    }
}
