namespace Kale.Architecture.Tests;

/// <summary>docs/architecture.md's table of who may reference whom.</summary>
public sealed class ArrowTests
{
    private static readonly string[] Services =
        ["services/QueryEncoder", "services/ContextIndexer", "services/Trainer", "services/Gateway"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["protos"] = [],
        ["libs/Storage"] = [],
        ["libs/VectorIndex"] = [],
        ["libs/Retrieval"] = [],
        ["libs/Bundles"] = ["libs/Storage"],
        ["libs/LocalQdrant"] = ["libs/Storage"],
        ["libs/Corpora"] = ["libs/Storage"],
        ["libs/Encoding"] = ["libs/Bundles"],
        ["libs/Training"] = ["libs/Bundles", "libs/Encoding", "libs/Storage"],
        ["libs/ServiceDefaults"] = ["protos", "libs/Storage"],
        ["libs/Rollouts"] = ["protos", "libs/Bundles", "libs/Storage"],
        ["services/QueryEncoder"] =
            ["protos", "libs/ServiceDefaults", "libs/Bundles", "libs/Encoding", "libs/Rollouts"],
        ["services/ContextIndexer"] =
            [
                "protos", "libs/ServiceDefaults", "libs/Bundles", "libs/Encoding", "libs/Corpora", "libs/VectorIndex",
                "libs/Rollouts",
            ],
        ["services/Trainer"] =
        [
            "protos", "libs/ServiceDefaults", "libs/Bundles", "libs/Encoding", "libs/Corpora", "libs/Retrieval",
            "libs/Storage", "libs/Training", "libs/VectorIndex",
        ],
        ["services/Gateway"] =
        [
            "protos", "libs/ServiceDefaults", "libs/Bundles", "libs/VectorIndex", "libs/Rollouts", "libs/Retrieval",
            "libs/Corpora",
        ],
        ["cli"] =
        [
            "protos", "libs/Corpora", "libs/Retrieval", "libs/LocalQdrant", "libs/Bundles", "libs/Encoding",
            .. Services,
        ],
    };

    public static TheoryData<string> Projects() => [.. Repository.ProductProjects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItsArrowsAllow(string project)
    {
        var folder = Path.GetDirectoryName(project)!.Replace('\\', '/');
        Assert.True(Allowed.ContainsKey(folder), $"{project} is not in the table of arrows.");
        var refused = Repository.References(project).Where(reference =>
            !Allowed[folder].Any(allowed => reference.StartsWith(allowed + "/", StringComparison.Ordinal)));
        Assert.Empty(refused);
    }

    [Fact]
    public void Gateway_WithEverythingItReferences_CarriesNoEncodingAndNoTraining()
    {
        Assert.DoesNotContain(
            Closure("services/Gateway/Kale.Gateway.csproj"),
            project => project.StartsWith("libs/Encoding/", StringComparison.Ordinal)
                || project.StartsWith("libs/Training/", StringComparison.Ordinal));
    }

    [Fact]
    public void Solution_Lists_EveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Suite.sln")).Replace('\\', '/');
        var projects = Repository.TrackedFiles().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.DoesNotContain(projects, project => !solution.Contains(project, StringComparison.Ordinal));
    }

    private static HashSet<string> Closure(string project)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in Repository.References(next).Where(seen.Add)) { open.Push(reference); }
        }
        return seen;
    }
}
