using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>
/// Opening a pipe in a file's place waits for whoever takes its other end, which may be never. So libraries and
/// services open files where pipes are refused (PlainFile, DurableFile), and what opens them otherwise says here why
/// nothing else can be there.
/// </summary>
public sealed partial class OpeningTests
{
    private const string Looked = "looks before";
    private const string Own = "a name that it has just made";
    private const string Kernel = "files of the kernel";

    private static readonly Dictionary<string, string> s_others = new()
    {
        ["libs/Bundles/Json/FileAccessor.cs"] = Looked,
        ["libs/Bundles/Json/StandIn.cs"] = Looked,
        ["libs/Storage/DurableFile.cs"] = Looked,
        ["libs/Storage/FileKind.cs"] = "opens without waiting",
        ["libs/Storage/PlainFile.cs"] = Looked,
        ["libs/Storage/FileLock.cs"] = Looked,
        ["libs/Bundles/Store/StagingDirectory.cs"] = Own,
        ["libs/Bundles/Tensors/SafeTensors.cs"] = Own,
        ["libs/Bundles/Transfer/IncomingDirectory.cs"] = Looked,
        ["libs/Corpora/Sources/TextFile.cs"] = "the walk of the folder has looked",
        ["libs/Corpora/Sources/TextSource.cs"] = "pipes are read on purpose",
        ["libs/LocalQdrant/Catalog/DirectoryLock.cs"] = Own,
        ["libs/Storage/Logs/AppendLog.cs"] = "was read before, by RecordReader",
        ["libs/Storage/Logs/LogRecovery.cs"] = "was read before, by RecordReader",
        ["libs/Storage/Logs/RecordReader.cs"] = Looked,
        ["libs/Rollouts/State/FileStateStore.cs"] = Looked,
        ["libs/Training/Loop/Checkpoint.cs"] = "was verified before",
        ["libs/Training/Loop/CheckpointWriter.cs"] = Own,
        ["services/Trainer/Jobs/Storage/EventScan.cs"] = "was read before, by EventCursor",
        ["services/Trainer/Jobs/Storage/Reserve.cs"] = Looked,
        ["libs/Training/ControlGroups.cs"] = Kernel,
        ["libs/Training/MachineMemory.cs"] = Kernel,
        ["services/Trainer/Recipes/EpochNegatives.cs"] = "a checkpoint that was verified before",
    };

    [Fact]
    public void Files_AreOpenedWherePipesAreRefused() => Assert.Equal(
        s_others.Keys.Order(StringComparer.Ordinal),
        Product().Where(file => Opening().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, file))))
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("var bytes = File.ReadAllBytes(path);", true)]
    [InlineData("using var file = new FileStream(path, FileMode.Open);", true)]
    [InlineData("var bytes = PlainFile.ReadAllBytes(path);", false)]
    [InlineData("using var file = DurableFile.Open(path);", false)]
    [InlineData("source.File.Read(lines => lines)", false)]
    public void Pattern_OfOpening_FindsIt(string code, bool expected) =>
        Assert.Equal(expected, Opening().IsMatch(code));

    private static IEnumerable<string> Product() => Repository.TrackedFiles().Where(file =>
        file.EndsWith(".cs", StringComparison.Ordinal)
        && (file.StartsWith("libs/", StringComparison.Ordinal)
            || file.StartsWith("services/", StringComparison.Ordinal))
        && File.Exists(Path.Combine(Repository.Root, file)));

    [GeneratedRegex(@"(?<![.\w])File\.(Open\w*|Read\w+|Write\w+|Append\w+|Create)\(|new FileStream\(")]
    private static partial Regex Opening();
}
