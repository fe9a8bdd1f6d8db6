using System.ComponentModel.DataAnnotations;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Tests.State;

public sealed class RedisConnectionsTests
{
    [Theory]
    [InlineData("127.0.0.1:6379", null)]
    [InlineData("redis:6379,password=p,ssl=true", null)]
    [InlineData("redis:6379,abortConect=false", "abortConect")]
    [InlineData("redis:6379,connectTimeout=soon", "connectTimeout")]
    [InlineData("password=secret", "host:port")]
    public void Redis_OfTheOptions_IsCheckedWithoutRepeatingIt(string redis, string? expected)
    {
        var options = new StateOptions { Redis = redis };
        var results = new List<ValidationResult>();
        var isValid = Validator.TryValidateObject(
            options, new ValidationContext(options), results, validateAllProperties: true);
        Assert.Equal(expected is null, isValid);
        if (expected is null) { return; }
        var message = Assert.Single(results).ErrorMessage!;
        Assert.StartsWith("Redis ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:6379,syncTimeout=60000", 2000)]
    [InlineData("127.0.0.1:6379,syncTimeout=500", 500)]
    public void Options_OfAConnection_KeepNoCallLongerThanItsCallerWaits(string redis, int expected)
    {
        var options = RedisConnections.OptionsOf(redis, "test", TimeSpan.FromSeconds(2));
        Assert.Equal((expected, false, "test"), (options.SyncTimeout, options.AbortOnConnectFail, options.ClientName));
    }
}
