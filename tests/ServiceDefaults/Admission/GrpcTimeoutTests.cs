using Kale.ServiceDefaults.Admission;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Tests.Admission;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("200m", 200)]
    [InlineData("1S", 1_000)]
    [InlineData("2M", 120_000)]
    [InlineData("1H", 3_600_000)]
    [InlineData("1500u", 1.5)]
    [InlineData("99999999n", 99.9999)]
    [InlineData("0n", 0)]
    public void Of_AHeader_IsTheTimeThatTheCallerWaits(string value, double milliseconds) =>
        Assert.Equal(milliseconds, Of(value)!.Value.TotalMilliseconds, 3);

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("-5m")]
    [InlineData("123456789m")]
    public void Of_WhatIsNoTimeout_IsNone(string value) => Assert.Null(Of(value));

    [Fact]
    public void Of_ACallWithoutADeadline_IsNone() => Assert.Null(GrpcTimeout.Of(new HeaderDictionary()));

    private static TimeSpan? Of(string value) => GrpcTimeout.Of(new HeaderDictionary { ["grpc-timeout"] = value });
}
