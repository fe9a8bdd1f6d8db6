using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.PowerLoss.Tests.Tracing;
using Kale.PowerLoss.Tests.Workloads;

namespace Kale.PowerLoss.Tests;

/// <summary>Not of power, but of the system calls that this project follows.</summary>
public sealed class ManyFilesTests
{
    private const int Files = 300;

    // What one file costs by itself: its length, its place, its hash, its verification.
    private const int Enough = 40;

    [Fact]
    public void Receive_ABundleOfManyTinyFiles_AsksForEachAFewTimesHoweverManyThereAre()
    {
        using var directory = new TemporaryDirectory();
        var extra = Enumerable.Range(0, Files)
            .Select(i => new BundleFile($"extra/{i}", target => target.WriteByte((byte)i)))
            .ToArray();
        WrittenBundles.Write(new BundleStore(directory["elsewhere"]).Directory, extra: extra);
        Directory.CreateDirectory(directory["disk"]);

        var questions = Recording.QuestionsOf(ManyFilesWork.Name, directory["disk"], directory["elsewhere"])
            .Where(question => question.Key.Contains("/extra/", StringComparison.Ordinal))
            .ToLookup(question => Path.GetFileName(question.Key), question => question.Value);

        Assert.Equal(Files, questions.Count);
        Assert.All(questions, file => Assert.InRange(file.Sum(), 1, Enough));
    }
}
