using System.Text.RegularExpressions;

namespace Kale.Architecture.Tests;

/// <summary>
/// Tests of an assembly share a process. What one changes of the process, every host meets that another starts
/// meanwhile; so classes that do run alone.
/// </summary>
public sealed partial class ProcessStateTests
{
    [Fact]
    public void Tests_ThatChangeTheProcess_RunAlone() => Assert.All(
        Repository.TrackedFiles().Where(IsTest).Where(file => Changes().IsMatch(Read(file))),
        file => Assert.Contains("[Collection(nameof(Alone))]", Read(file), StringComparison.Ordinal));

    [Theory]
    [InlineData("Environment.SetEnvironmentVariable(name, null);", true)]
    [InlineData("Directory.SetCurrentDirectory(path);", true)]
    [InlineData("AppContext.SetSwitch(name, true);", true)]
    [InlineData("CultureInfo.DefaultThreadCurrentCulture = culture;", true)]
    [InlineData("start.Environment[name] = value;", false)]
    public void Pattern_OfChanges_FindsThem(string code, bool expected) =>
        Assert.Equal(expected, Changes().IsMatch(code));

    private static bool IsTest(string file) =>
        file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        && !file.EndsWith("/ProcessStateTests.cs", StringComparison.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex(
        @"\.SetEnvironmentVariable\(|\.SetCurrentDirectory\(|AppContext\.SetSwitch\(|DefaultThreadCurrent\w+ ="
        + @"|Environment\.CurrentDirectory =|ThreadPool\.Set\w+\(")]
    private static partial Regex Changes();
}
