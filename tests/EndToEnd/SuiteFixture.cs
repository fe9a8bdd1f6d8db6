namespace Kale.EndToEnd.Tests;

/// <summary>One suite with a small indexed corpus, shared by the tests that only read.</summary>
public sealed class SuiteFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-e2e-").FullName;

    internal RunningSuite Suite { get; private set; } = null!;

    internal string Data => Path.Combine(_directory, "data");

    internal string Corpus => Path.Combine(_directory, "corpus");

    public async Task InitializeAsync()
    {
        TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1);
        WriteCorpus(Corpus);
        Suite = await (await RunningSuite.StartAsync(Data)).ReadyAsync();
        (await Suite.RunAsync("index", Corpus, "-c", "docs")).Succeeded();
    }

    public Task DisposeAsync()
    {
        Suite.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Forty documents, each the one answer to the query of the same words.</summary>
    internal static void WriteCorpus(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "qrels"));
        var numbers = Enumerable.Range(0, 40).ToList();
        File.WriteAllLines(
            Path.Combine(directory, "corpus.jsonl"),
            numbers.Select(i =>
                $$"""{"_id": "d{{i}}", "title": "", "text": "{{Text(i)}}", "parity": "{{(i % 2 == 0 ? "even" : "odd")}}"}"""));
        File.WriteAllLines(
            Path.Combine(directory, "queries.jsonl"),
            numbers.Select(i => $$"""{"_id": "q{{i}}", "text": "{{Text(i)}}"}"""));
        File.WriteAllLines(
            Path.Combine(directory, "qrels", "test.tsv"),
            ["query-id\tcorpus-id\tscore", .. numbers.Select(i => $"q{i}\td{i}\t1")]);
    }

    internal static string Text(int i) =>
        $"{(char)('a' + (i % 26))}{i * 7919 % 1000} {(char)('z' - (i % 26))}{i * 104729 % 997} {i}";
}
