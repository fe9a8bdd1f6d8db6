using Kale.QueryEncoder.Following;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.QueryEncoder.Tests.Following;

public sealed class AttemptsTests
{
    private readonly SetTime _time = new();

    [Theory]
    [InlineData("Refused", new[] { 1, 2, 4, 8, 16, 32, 60, 60 })]
    [InlineData("Hindered", new[] { 1, 2, 4, 8, 16, 32, 60, 60 })]
    [InlineData("Waits", new[] { 1, 1, 1, 1 })]
    public void DueIn_AfterFailure_IsLongerEachTimeUnlessSomebodyElseEndsIt(string verdict, int[] seconds)
    {
        var attempts = new Attempts(_time);
        foreach (var pause in seconds.Select(number => TimeSpan.FromSeconds(number)))
        {
            attempts.Failed("bundle", "its hash is wrong", Enum.Parse<LoadVerdict>(verdict));
            Assert.Equal(pause, attempts.DueIn("bundle"));
            _time.Pass(pause.TotalMilliseconds);
            Assert.Equal(TimeSpan.Zero, attempts.DueIn("bundle"));
        }
    }
}
