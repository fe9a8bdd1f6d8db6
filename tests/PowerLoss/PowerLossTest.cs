using Kale.PowerLoss.Tests.Disks;
using Kale.PowerLoss.Tests.Tracing;

namespace Kale.PowerLoss.Tests;

/// <summary>
/// Runs a workload, then takes the power away at every moment of it, and opens what each loss may have left.
/// </summary>
public abstract class PowerLossTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <param name="workload">See Program.cs.</param>
    /// <param name="check">Opens a directory and asserts that what was said is there.</param>
    /// <param name="more">Further arguments of the workload.</param>
    private protected async Task SurvivesAsync(
        string workload, Func<string, IReadOnlyList<string>, Task> check, params string[] more)
    {
        Directory.CreateDirectory(_directory["disk"]);
        var operations = Recording.Of(workload, _directory["disk"], more);
        AssertComplete(operations, _directory["disk"]);
        var (losses, failures) = (0, new List<string>());
        foreach (var loss in PowerLosses.Of(operations))
        {
            losses++;
            if (await FailureAsync(loss, check) is { } failure)
                failures.Add(failure);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {losses} losses of power lost something. The first:\n"
            + string.Join("\n\n", failures.Take(3)));
        Assert.True(losses > 20 && operations.Count(operation => operation is Operation.Said) > 5, $"{losses} losses");
    }

    // What was recorded, done again, gives the very files that are there: no call was overlooked.
    private static void AssertComplete(IReadOnlyList<Operation> operations, string disk)
    {
        var volume = new Volume();
        foreach (var operation in operations)
            volume.Do(operation);
        var recorded = volume.Now.Tree().ToDictionary(entry => entry.Path, entry => entry.Bytes);
        var found = Directory.EnumerateFileSystemEntries(disk, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(disk, path),
            path => Directory.Exists(path) ? null : File.ReadAllBytes(path));
        Assert.Equal(found.Keys.Order(StringComparer.Ordinal), recorded.Keys.Order(StringComparer.Ordinal));
        Assert.All(found, entry => Assert.Equal(entry.Value, recorded[entry.Key]));
    }

    private static async Task<string?> FailureAsync(
        Loss loss, Func<string, IReadOnlyList<string>, Task> check)
    {
        using var left = new TemporaryDirectory();
        loss.Left.WriteTo(left.Path);
        try
        {
            await check(left.Path, loss.Promised);
            return null;
        }
        catch (Exception e)
        {
            return $"{loss.Story}\npromised: {string.Join("; ", loss.Promised)}\n{e.GetType().Name}: {e.Message}";
        }
    }
}
