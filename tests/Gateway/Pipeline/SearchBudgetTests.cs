using Kale.Gateway.Search;

namespace Kale.Gateway.Tests.Pipeline;

public sealed class SearchBudgetTests
{
    private static readonly DateTime s_now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Of_ADeadline_GivesEachStageItsShareAndNoneTheWhole()
    {
        var budget = SearchBudget.Of(s_now.AddSeconds(10), s_now, new GatewayOptions());
        Assert.Equal(s_now.AddSeconds(7.5), budget.Encode);
        Assert.Equal(s_now.AddSeconds(9.5), budget.Store);
        Assert.Equal(TimeSpan.FromSeconds(9.5), budget.StoreFrom(s_now));
    }

    [Fact]
    public void Of_NoDeadline_SetsNone()
    {
        var budget = SearchBudget.Of(DateTime.MaxValue, s_now, new GatewayOptions());
        Assert.Equal((DateTime.MaxValue, DateTime.MaxValue), (budget.Encode, budget.Store));
        Assert.Equal(Timeout.InfiniteTimeSpan, budget.StoreFrom(s_now));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(365 * 24 * 3600)]
    public void StoreFrom_WhateverTheDeadline_IsATimeThatATimerTakes(double seconds)
    {
        var budget = SearchBudget.Of(s_now.AddSeconds(seconds), s_now, new GatewayOptions());
        using var timer = new CancellationTokenSource(budget.StoreFrom(s_now), TimeProvider.System);
        Assert.Equal(seconds > 0, !timer.IsCancellationRequested);
    }
}
