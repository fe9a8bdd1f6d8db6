using System.Text.Json;

namespace Kale.Architecture.Tests;

/// <summary>On a full feed nothing under compat/ is used; product projects name official packages only.</summary>
public sealed class FeedTests
{
    public static TheoryData<string> Projects() =>
        [.. Repository.TrackedFiles().Where(file =>
            file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("compat/", StringComparison.Ordinal)
            && !file.StartsWith("tests/CompatGrpc/", StringComparison.Ordinal)
            && !file.StartsWith("tests/TorchSharp/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_OnAFullFeed_ReferencesNoStandIn(string project)
    {
        Assert.DoesNotContain(
            Items(project, "full", "ProjectReference"),
            reference => reference.Contains("compat/", StringComparison.Ordinal));
    }

    [Fact]
    public void Gateway_OnAPartialFeed_ReferencesStandIns()
    {
        var references = Items("services/Gateway/Kale.Gateway.csproj", "partial", "ProjectReference");
        Assert.Contains(references, reference => reference.Contains("compat/Grpc.Core.Api", StringComparison.Ordinal));
    }

    private static List<string> Items(string project, string feed, string item)
    {
        var json = Repository.Run(
            "dotnet", "msbuild", project, $"-getItem:{item}", $"-p:Feed={feed}", "-nodeReuse:false");
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray()
                .Select(entry => entry.GetProperty("FullPath").GetString()!.Replace('\\', '/')),
        ];
    }
}
