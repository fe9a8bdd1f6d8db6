using System.Text.Json;
using Kale.V1;

namespace Kale.EndToEnd.Tests;

/// <summary>
/// A cross encoder from training to reranked hits: made by the Trainer, taken up by the QueryEncoder that waits for it.
/// </summary>
public sealed class RerankTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-e2e-").FullName;

    private string Data => Path.Combine(_directory, "data");

    private string Corpus => Path.Combine(_directory, "corpus");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Search_WithACrossEncoderThatTheTrainerHasMade_IsRerankedByIt()
    {
        TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1);
        WriteCorpus();
        using var suite = await RunningSuite.StartAsync(
            Data, "--cross-encoder", "reranker", "--data-root", $"here={_directory}");
        var bundle = await TrainAsync(suite);
        await suite.ReadyAsync();
        (await suite.RunAsync("index", Corpus, "-c", "docs")).Succeeded();

        var reranked = (await suite.RunAsync("search", SuiteFixture.Text(7), "-c", "docs", "--rerank", "--json"))
            .Succeeded().Json;
        Assert.True(reranked.GetProperty("rerank").GetProperty("applied").GetBoolean());
        Assert.Equal(
            bundle, reranked.GetProperty("rerank").GetProperty("servedBy").GetProperty("bundleId").GetString());
        AssertDescending(reranked, "rerankScore");

        var fused = (await suite.RunAsync("search", SuiteFixture.Text(7), "-c", "docs", "--fuse", "--json"))
            .Succeeded().Json;
        AssertDescending(fused, "fusedScore");
    }

    // The first half is trained on; the second is what an evaluation would ask.
    private void WriteCorpus()
    {
        SuiteFixture.WriteCorpus(Corpus);
        var qrels = Path.Combine(Corpus, "qrels");
        var lines = File.ReadAllLines(Path.Combine(qrels, "test.tsv"));
        File.WriteAllLines(Path.Combine(qrels, "train.tsv"), lines.Take(21));
        File.WriteAllLines(Path.Combine(qrels, "test.tsv"), [lines[0], .. lines.Skip(21)]);
    }

    private static async Task<string> TrainAsync(RunningSuite suite)
    {
        var client = new V1.Training.TrainingClient(suite.Channel);
        await client.StartJobAsync(new StartJobRequest
        {
            JobId = "cross",
            Spec = new JobSpec
            {
                OutputName = "reranker",
                TrainCrossEncoder = new TrainCrossEncoder
                {
                    Backbone = "default",
                    Data = new DataSet { Root = "here", Path = "corpus" },
                    Loss = "bce",
                    MinedNegatives = 2,
                    Optimization = new Optimization { Steps = 10, BatchSize = 4 },
                },
            },
        });
        using (var watch = client.WatchJob(new WatchJobRequest { JobId = "cross" }))
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None)) { }
        }
        var job = await client.GetJobAsync(new GetJobRequest { JobId = "cross" });
        Assert.True(job.State == JobState.Succeeded, job.ErrorMessage);
        return Assert.Single(job.BundleIds);
    }

    private static void AssertDescending(JsonElement response, string score)
    {
        var scores = response.GetProperty("hits").EnumerateArray()
            .Select(hit => hit.GetProperty(score).GetDouble())
            .ToList();
        Assert.Equal(5, scores.Count);
        Assert.Equal(scores.OrderDescending(), scores);
    }
}
