using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Kale.Bench.Harness;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Bench.Benchmarks;

/// <summary>Documents a second of the whole indexing path, against @huggingface/transformers encoding alone.</summary>
internal sealed class Indexing : IBenchmark
{
    private const int Documents = 1_000;
    private const int Rounds = 3;

    public string Name => "indexing";

    public string Question =>
        "How many SciFact documents a second does Index (encode and upsert) take, "
        + "against @huggingface/transformers on the same ONNX file?";

    public async Task<Report> RunAsync(BenchOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("kale-bench-").FullName;
        var bundle = DemoModel.Publish(new BundleStore(Path.Combine(directory, "bundles")), "minilm");
        var documents = Corpus.Documents(options.DataSet("scifact")).Take(Documents).ToList();
        var texts = Path.Combine(directory, "texts.json");
        File.WriteAllText(
            texts, JsonSerializer.Serialize(documents.Select(document => $"{document.Title} {document.Text}")));

        var (ours, given, sorted) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using (var suite = new Suite(directory, "minilm"))
            {
                await IndexAsync(suite, documents.Take(64), $"warm-{round}");
                ours.Add(await IndexAsync(suite, documents, $"round-{round}"));
            }
            var peer = ChildProcess.RunJson(
                "node",
                Checkout.Peer("index-documents.mjs"),
                bundle.Directory,
                texts,
                $"{Environment.ProcessorCount}");
            given.Add(peer.GetProperty("asGiven").GetDouble());
            sorted.Add(peer.GetProperty("lengthSorted").GetDouble());
        }
        Directory.Delete(directory, recursive: true);
        var best = Math.Max(Median.Of(given), Median.Of(sorted));
        var ratio = Median.Of(ours) / best;
        return new Report(
            [
                new Row("documents/s, median", $"{Median.Of(ours):0.0}", $"{best:0.0}", ratio, "≥ 1.1 ×", ratio >= 1.1),
                new Row(
                    "the peer, as given and length-sorted",
                    "",
                    $"{Median.Of(given):0.0} and {Median.Of(sorted):0.0}"),
            ],
            $"{Documents} documents, at most 256 tokens, {Environment.ProcessorCount} threads, "
                + $"{Rounds} rounds in turn. "
                + "Ours includes gRPC, hashing, upserts and fsync; the peer only encodes.");
    }

    /// <summary>Documents/s from the first message to the summary; documents are single passages.</summary>
    public static async Task<double> IndexAsync(
        Suite suite, IEnumerable<(string Id, string Title, string Text)> documents, string collection)
    {
        using var call = new ContextIndexing.ContextIndexingClient(suite.Channel).Index();
        var start = Stopwatch.GetTimestamp();
        var reading = ReadAsync(call.ResponseStream);
        await call.RequestStream.WriteAsync(new IndexRequest
        {
            Open = new IndexOpen
            {
                Collection = collection,
                SessionId = collection,
                CreateIfMissing = true,
                Splitting = Splitting.Whole,
            },
        });
        var sequence = 0ul;
        foreach (var (id, title, text) in documents)
        {
            await call.RequestStream.WriteAsync(new IndexRequest
            {
                Document = new IndexDocument
                {
                    Sequence = ++sequence,
                    Document = new Document { Id = id, Title = title, Text = text },
                },
            });
        }
        await call.RequestStream.CompleteAsync();
        await reading;
        return sequence / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task ReadAsync(IAsyncStreamReader<IndexResponse> responses)
    {
        await foreach (var response in responses.ReadAllAsync())
        {
            if (response.Error is { } error)
            {
                throw new InvalidOperationException($"{error.DocumentId}: {error.Error.Message}");
            }
        }
    }
}
