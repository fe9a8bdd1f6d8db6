using System.Diagnostics.Metrics;
using System.Text;
using Kale.Gateway.Gate;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.Gateway.Tests.Gate;

/// <summary>Searches come before what the gate asks, and the gate ends all the same.</summary>
public sealed class BulkLaneTests : IDisposable
{
    private readonly SetTime _time = new();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Door _searches;
    private readonly BulkLane _lane;

    public BulkLaneTests()
    {
        _searches = new Door(SearchService.SearchMethod, new ConcurrencyLimit(new AdmissionOptions()), _time);
        _lane = new BulkLane(new Doors([_searches], _metrics.GetRequiredService<IMeterFactory>()), _time);
    }

    public void Dispose()
    {
        _searches.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Run_WithoutSearches_BeginsAtOnce() => Assert.True(Step().IsCompletedSuccessfully);

    [Fact]
    public async Task Run_WhileASearchIsInWork_BeginsWhenItIsAnswered()
    {
        var search = _searches.TryEnter(left: null, out _)!;
        var step = Step();
        Assert.False(step.IsCompleted);
        search.Done();
        await step;
    }

    [Fact]
    public async Task Run_WhileSearchesNeverEnd_BeginsAllTheSame()
    {
        using var search = _searches.TryEnter(left: null, out _);
        var step = Step();
        Assert.False(step.IsCompleted);
        _time.Pass(milliseconds: 1000);
        await step;
    }

    [Theory]
    [InlineData("word", 1200)]
    [InlineData("слово", 1200)]
    [InlineData("a sentence of some length, as a passage has them", 100)]
    [InlineData("語", 100)]
    public void Calls_OfManyTexts_AreSmallAndInOrder(string text, int count)
    {
        var texts = Enumerable.Range(0, count)
            .Select(i => i % 50 == 0 ? string.Join(' ', Enumerable.Repeat(text, 200)) : $"{text} {i}").ToList();
        var calls = BulkEncoding.Calls(texts).ToList();
        Assert.Equal(texts, calls.SelectMany(call => call));
        Assert.All(calls, call => Assert.True(
            call.Count == 1 || (call.Count <= 16 && call.Sum(text => Encoding.UTF8.GetByteCount(text)) <= 400)));
    }

    private Task<int> Step() => _lane.RunAsync(() => Task.FromResult(1), default);
}
