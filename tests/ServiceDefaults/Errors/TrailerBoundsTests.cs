using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Errors;

/// <summary>Errors about requests of any size arrive at clients that read 8 KiB of headers.</summary>
public sealed class TrailerBoundsTests : IAsyncLifetime
{
    private const int ReadByClients = 8 * 1024;
    private const int HeaderOverhead = 32; // of HTTP/2's count of a header list
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(60, 40, "x")]
    [InlineData(5_000, 40, "x")]
    [InlineData(3, 100_000, "x")]
    [InlineData(60, 400, "東")]
    [InlineData(60, 400, "%")]
    public async Task Call_WithManyOrLargeMistakes_NamesTheFirstAndSaysHowManyMore(
        int violations, int length, string letter)
    {
        _host.Search.OnSearch = (_, _) =>
        {
            var check = new RequestCheck();
            foreach (var i in Enumerable.Range(0, violations))
                check.Violation($"filter.must[{i}]", string.Concat(Enumerable.Repeat(letter, length)));
            check.ThrowIfInvalid();
            return Task.FromResult(new SearchResponse());
        };

        var error = await FailsAsync(StatusCode.InvalidArgument);

        var fields = error.Detail<BadRequest>().FieldViolations;
        Assert.Equal("filter.must[0]", fields[0].Field);
        if (fields.Count < violations)
            Assert.Contains($"{violations - fields.Count + 1:N0} more", fields[^1].Description);
        Assert.Equal("INVALID_REQUEST", error.Reason());
    }

    [Fact]
    public async Task Call_OfAFailureWithLargeFacts_KeepsItsReasonAndWhenToTryAgain()
    {
        var large = new string('é', 50_000);
        _host.Search.OnSearch = (_, _) => throw new FailureException(new Failure("SPACE_MISMATCH", large)
        {
            Preconditions = [.. Enumerable.Range(0, 200).Select(i => new Precondition($"T{i}", large, large))],
            Metadata = Enumerable.Range(0, 200).ToDictionary(i => $"fact{i}", _ => large),
            RetryDelay = TimeSpan.FromSeconds(1),
        });

        var error = await FailsAsync(StatusCode.FailedPrecondition);

        Assert.Equal("SPACE_MISMATCH", error.Reason());
        Assert.Equal(TimeSpan.FromSeconds(1), error.Detail<RetryInfo>().RetryDelay.ToTimeSpan());
        Assert.Contains("more do not hold", error.Detail<PreconditionFailure>().Violations[^1].Description);
        Assert.EndsWith("…", error.Status.Detail);
    }

    [Fact]
    public async Task Call_RelayedFromAPeer_IsBoundedToo()
    {
        _host.Search.OnSearch = (_, _) =>
            throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, new string('x', 30_000)));

        await FailsAsync(StatusCode.NotFound);
    }

    private async Task<RpcException> FailsAsync(StatusCode code)
    {
        var client = new Search.SearchClient(_host.Channel);
        var error = await RichErrors.FailsAsync(client.SearchAsync(new SearchRequest()));
        Assert.Equal(code, error.StatusCode);
        var headers = error.Trailers.Sum(entry => entry.Key.Length + HeaderOverhead
            + (entry.IsBinary ? (entry.ValueBytes.Length + 2) / 3 * 4 : entry.Value.Length));
        // The message in its own trailer is not among those of the exception.
        Assert.InRange(
            headers + HeaderOverhead + Uri.EscapeDataString(error.Status.Detail).Length, 0, ReadByClients - 500);
        return error;
    }
}
