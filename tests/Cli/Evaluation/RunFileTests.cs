using Kale.Cli.Evaluation;
using Kale.Cli.Tests.Support;
using Kale.Retrieval.Trec;

namespace Kale.Cli.Tests.Evaluation;

public sealed class RunFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Write_IntoADirectoryThatIsNotThere_MakesIt()
    {
        using (var file = RunFile.Open(_scratch["a/b/run.trec"], Judged("q", "d")))
            file.Write(Run("q", "d"));
        Assert.Equal("q Q0 d 1 0.5 kale\n", File.ReadAllText(_scratch["a/b/run.trec"]));
    }

    [Fact]
    public void Write_OverALongerRun_LeavesNothingOfIt()
    {
        var path = _scratch.Write("run.trec", new string('x', 1000));
        using (var file = RunFile.Open(path, Judged("q", "d")))
            file.Write(Run("q", "d"));
        Assert.Equal("q Q0 d 1 0.5 kale\n", File.ReadAllText(path));
    }

    [Fact]
    public void Open_WhatIsNeverWritten_LeavesWhatWasThere()
    {
        var path = _scratch.Write("run.trec", "before");
        RunFile.Open(path, Judged("q", "d")).Dispose();
        RunFile.Open(_scratch["other.trec"], Judged("q", "d")).Dispose();
        Assert.Equal("before", File.ReadAllText(path));
        Assert.False(File.Exists(_scratch["other.trec"]));
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_IsRefused()
    {
        _scratch.Write("file", "x");
        foreach (var path in new[] { _scratch["file/run.trec"], _scratch.Path })
        {
            var error = Assert.Throws<CliException>(() => RunFile.Open(path, Judged("q", "d")));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a query", "d")]
    [InlineData("q", "a\tdocument")]
    public void Open_ForIdsWithWhiteSpace_IsRefused(string query, string document) => Assert.Contains(
        "white space",
        Assert.Throws<CliException>(() => RunFile.Open(_scratch["run.trec"], Judged(query, document))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Write_ADocumentWhoseIdHasWhiteSpace_IsRefusedAndLeavesNoBrokenFile()
    {
        using (var file = RunFile.Open(_scratch["run.trec"], Judged("q", "d")))
            Assert.Throws<CliException>(() => file.Write(Run("q", "a document")));
        Assert.False(File.Exists(_scratch["run.trec"]));
    }

    private static JudgedQueries Judged(string query, string document) => new(
        new Dictionary<string, string> { [query] = "text" },
        new Dictionary<string, IReadOnlyDictionary<string, int>>
        {
            [query] = new Dictionary<string, int> { [document] = 1 },
        },
        []);

    private static Run Run(string query, string document) => new(
        "kale", new Dictionary<string, IReadOnlyList<Hit>> { [query] = [new Hit(document, 0.5)] });
}
