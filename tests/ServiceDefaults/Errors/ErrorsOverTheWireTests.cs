using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Errors;

public sealed class ErrorsOverTheWireTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private Search.SearchClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(services: services => services.AddErrorRows(rows => rows
            .Map<TimeoutException>(e =>
                new Failure("OVERLOADED", e.Message) { RetryDelay = TimeSpan.FromMilliseconds(250) })));
        _client = new Search.SearchClient(_host.Channel);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Call_WithBadFields_NamesEachAsTheContractDoes()
    {
        _host.Search.OnSearch = (request, _) =>
        {
            new RequestCheck()
                .That(request.TopK is >= 1 and <= 10_000, "must be 1 to 10,000", request.TopK)
                .That(request.Query.Length > 0, "must not be empty", request.Query)
                .ThrowIfInvalid();
            return Task.FromResult(new SearchResponse());
        };

        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest { TopK = 0 }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("INVALID_REQUEST", error.Reason());
        Assert.Equal(
            ["top_k", "query"],
            error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
        Assert.Contains("must be 1 to 10,000", error.Status.Detail);
    }

    [Fact]
    public async Task Call_WithAnUnmetPrecondition_NamesItsSubject()
    {
        Throw(new FailureException(new Failure("SPACE_MISMATCH", "space-a is not space-b")
        {
            Preconditions = [new Precondition("SPACE_MISMATCH", "collections/docs", "space-a is not space-b")],
            Metadata = new Dictionary<string, string> { ["encoder_space"] = "space-a" },
        }));

        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("collections/docs", Assert.Single(error.Detail<PreconditionFailure>().Violations).Subject);
        Assert.Equal("space-a", error.Detail<ErrorInfo>().Metadata["encoder_space"]);
        Assert.Equal("kale", error.Detail<ErrorInfo>().Domain);
        Assert.Equal((int)StatusCode.FailedPrecondition, error.Details().Code);
    }

    [Fact]
    public async Task Call_ThatMeetsADomainError_GetsItsRowOfTheTable()
    {
        Throw(new TimeoutException("the queue is full"));

        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(TimeSpan.FromMilliseconds(250), error.Detail<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Call_ThatMeetsABug_GetsAnIdAndTheLogHasTheRest()
    {
        Throw(new InvalidOperationException("secret detail"));

        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));

        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.DoesNotContain("secret", error.Status.Detail);
        var id = error.Detail<ErrorInfo>().Metadata["id"];
        Assert.Contains(id, error.Status.Detail);
        Assert.Contains(
            _host.Logs.Lines,
            line => line.Contains(id, StringComparison.Ordinal)
                && line.Contains("secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_OfAMethodThatIsNotThere_IsUnimplementedWithDetails()
    {
        var method = new Method<SearchRequest, SearchResponse>(
            MethodType.Unary,
            "kale.v1.Search",
            "Nothing",
            RawCalls.RequestOf<SearchRequest>(),
            RawCalls.ResponseOf<SearchResponse>());
        var error = await RichErrors.FailsAsync(
            _host.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new SearchRequest()));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Equal("UNIMPLEMENTED", error.Reason());
    }

    [Fact]
    public async Task Call_OfAMethodThatIsNotImplemented_IsUnimplementedWithDetails()
    {
        Throw(new RpcException(new Grpc.Core.Status(StatusCode.Unimplemented, "")));
        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));
        Assert.Equal("UNIMPLEMENTED", error.Reason());
        Assert.NotEmpty(error.Status.Detail);
    }

    [Fact]
    public async Task Call_LargerThanTheLimit_SaysHowMuchIsTaken()
    {
        var error = await RichErrors.FailsAsync(
            _client.SearchAsync(new SearchRequest { Query = new string('x', 5 << 20) }));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("MESSAGE_TOO_LARGE", error.Reason());
        Assert.Contains("4194304", error.Status.Detail);
    }

    [Fact]
    public async Task Call_WhoseDeadlinePasses_IsDeadlineExceeded()
    {
        var (arrived, seen) = (new TaskCompletionSource(), new TaskCompletionSource<Exception>());
        _host.Search.OnSearch = async (_, context) =>
        {
            arrived.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }
            catch (OperationCanceledException exception)
            {
                seen.TrySetResult(exception);
                throw;
            }

            return new SearchResponse();
        };
        foreach (var deadline in Wait.EverLonger.TakeWhile(_ => !arrived.Task.IsCompleted))
        {
            var error = await RichErrors.FailsAsync(
                _client.SearchAsync(new SearchRequest(), deadline: DateTime.UtcNow + deadline));
            Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        }

        await seen.Task.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task Call_ThatRelaysAPeersError_KeepsItsDetailsAndDropsItsOtherTrailers()
    {
        await using var peer = await TestHost.StartAsync();
        peer.Search.OnSearch = (_, context) =>
        {
            context.ResponseTrailers.Add("x-internal", "1");
            throw new FailureException(
                new Failure("INVALID_REQUEST", "no") { Fields = [new FieldViolation("query", "no")] });
        };
        var inner = new Search.SearchClient(peer.Channel);
        _host.Search.OnSearch = async (request, context) =>
            await inner.SearchAsync(request, cancellationToken: context.CancellationToken);

        var error = await RichErrors.FailsAsync(_client.SearchAsync(new SearchRequest()));

        Assert.Equal("query", Assert.Single(error.Detail<BadRequest>().FieldViolations).Field);
        Assert.DoesNotContain(error.Trailers, entry => entry.Key == "x-internal");
    }

    private void Throw(Exception exception) =>
        _host.Search.OnSearch = (_, _) => Task.FromException<SearchResponse>(exception);
}
