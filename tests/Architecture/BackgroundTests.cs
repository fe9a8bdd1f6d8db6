using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>
/// An exception on a timer's thread ends the process, one in a background service stops it, and one in a task that
/// nobody awaits is never heard of. So there is one loop that all services share, and everything else that runs by
/// itself is listed here with the test that lets it run when it should not.
/// </summary>
public sealed partial class BackgroundTests
{
    private const string Loop = "libs/ServiceDefaults/Hosting/BackgroundLoop.cs";

    private static readonly Dictionary<string, string> s_armedBy = new()
    {
        ["libs/Encoding/Batching/BatchScheduler.cs"] = "tests/Encoding/Batching/LateTimerTests.cs",
        ["libs/Encoding/Batching/EncodeQueue.cs"] = "tests/Encoding/Batching/LateTimerTests.cs",
        ["libs/Encoding/Serving/LowPriority.cs"] = "tests/Encoding/Serving/LowPriorityTests.cs",
        ["libs/LocalQdrant/Points/Collection.cs"] = "tests/LocalQdrant/Storage/UnawaitedWriteTests.cs",
        ["libs/LocalQdrant/Points/MemoryTrim.cs"] = "tests/LocalQdrant/Points/MemoryTrimTests.cs",
        ["libs/LocalQdrant/Search/SearchLane.cs"] = "tests/LocalQdrant/Search/SearchLaneTests.cs",
        ["libs/Rollouts/Routes/RouteStore.cs"] = "tests/Rollouts/Routes/RouteStoreTests.cs",
        ["services/QueryEncoder/Following/OwnAddress.cs"] = "tests/QueryEncoder/Following/RouteFollowerTests.cs",
        ["services/QueryEncoder/Following/Residents.cs"] = "tests/QueryEncoder/Following/RouteFollowerTests.cs",
        ["services/QueryEncoder/Following/Wake.cs"] = "tests/QueryEncoder/Following/WakeTests.cs",
        ["services/QueryEncoder/Serving/Snapshot.cs"] = "tests/QueryEncoder/Serving/ActiveTests.cs",
        ["services/Trainer/Jobs/JobThread.cs"] = "tests/Trainer/Jobs/JobThreadTests.cs",
    };

    [Fact]
    public void Services_InTheBackground_ShareOneLoop() =>
        Assert.Equal([Loop], Product().Where(file => Read(file).Contains(": BackgroundService", Order)));

    [Fact]
    public void Code_ThatRunsByItself_IsArmedByATest()
    {
        Assert.Equal(s_armedBy.Keys.Order(Ordinal), Product().Where(file => RunsByItself(Read(file))).Order(Ordinal));
        Assert.All(s_armedBy.Values, test => Assert.True(File.Exists(Path.Combine(Repository.Root, test)), test));
    }

    [Theory]
    [InlineData("using var timer = time.CreateTimer(_ => x(), null, a, b);", true)]
    [InlineData("_ = ForgetAsync(snapshot);", true)]
    [InlineData("_ = Task.Run(() => x);", true)]
    [InlineData("private async void Go()", true)]
    [InlineData("using var idle = new CancellationTokenSource(options.Idle, time);", false)]
    [InlineData("_ = Close(descriptor);", false)]
    public void Pattern_OfCodeThatRunsByItself_FindsIt(string code, bool expected) =>
        Assert.Equal(expected, RunsByItself(code));

    /// <summary>
    /// The server reuses a stream for the next call of its connection, which fails where the last one reads it still.
    /// </summary>
    [Fact]
    public void Requests_ThatAreBeingRead_AreNotLeftBehind() =>
        Assert.DoesNotContain(Product(), file => LeftBehind().IsMatch(Read(file)));

    private static StringComparison Order => StringComparison.Ordinal;

    private static StringComparer Ordinal => StringComparer.Ordinal;

    private static IEnumerable<string> Product() => Repository.TrackedFiles().Where(file =>
        file.EndsWith(".cs", Order) && (file.StartsWith("libs/", Order) || file.StartsWith("services/", Order)
            || file.StartsWith("cli/", Order)) && File.Exists(Path.Combine(Repository.Root, file)));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static bool RunsByItself(string code) => Patterns().IsMatch(code);

    [GeneratedRegex(@"CreateTimer\(|new Timer\(|new PeriodicTimer\(|new Thread\(|\basync void\b|ContinueWith\("
        + @"|\b_ = \w*(Async\(|Task\.Run)|\.(Unsafe)?Register\(|QueueUserWorkItem")]
    private static partial Regex Patterns();

    [GeneratedRegex(@"\brequests\.MoveNext\([^)]*\)\s*\.(WaitAsync|AsTask)|WhenAny\([^;]*\brequests\.MoveNext")]
    private static partial Regex LeftBehind();
}
