using Grpc.Core;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Builds a collection anew, again and again, and commits each build by the count of its documents.</summary>
internal sealed class BuildLoad(CampaignSuite suite, Findings findings) : Load(suite, findings)
{
    private const string Collection = "built";
    private const int Documents = 10;
    private readonly string _run = Guid.NewGuid().ToString("N");
    private string _committed = "";
    private string _committing = "";
    private int _next;

    public override string Name => "build and commit";

    public override string Summary => "builds that serve after their commit";

    protected override async Task StepAsync()
    {
        var start = new StartBuildRequest { Collection = Collection, RequestId = $"{_run} {_next++}" };
        var build = await SurelyAsync(() => Suite.Indexing.StartBuildAsync(start, deadline: Deadline));
        await FillAsync(build.BuildId);
        _committing = build.BuildId;
        await CommitAsync(build.BuildId);
        (_committed, _committing) = (build.BuildId, "");
        Promised();
    }

    protected override async Task CheckAsync()
    {
        if (_committed.Length == 0)
            return;
        var found = await Suite.Indexing.GetCollectionAsync(
            new GetCollectionRequest { Collection = Collection }, deadline: Deadline);
        var serving = found.Builds.Single(build => build.State == BuildState.Serving).BuildId;
        Findings.Unless(serving == _committed || serving == _committing, $"{serving} serves, not {_committed}");
        Findings.Unless(found.Documents == Documents, $"the build that serves has {found.Documents} documents");
    }

    private async Task FillAsync(string build)
    {
        for (var whole = false; !whole;)
        {
            using var call = Suite.Indexing.Index(deadline: Deadline);
            try
            {
                whole = await FillAsync(call, build);
            }
            catch (RpcException) when (!whole)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static async Task<bool> FillAsync(
        AsyncDuplexStreamingCall<IndexRequest, IndexResponse> call, string build)
    {
        await call.RequestStream.WriteAsync(new IndexRequest
        {
            Open = new IndexOpen { Collection = Collection, BuildId = build, SessionId = build },
        });
        for (var i = 1; i <= Documents; i++)
        {
            var document = new Document { Id = $"{i}", Text = SuiteFixture.Text(i) };
            await call.RequestStream.WriteAsync(new IndexRequest
            {
                Document = new IndexDocument { Sequence = (ulong)i, Document = document },
            });
        }

        await call.RequestStream.CompleteAsync();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            if (answer.Summary is not null)
                return true;
        }

        return false;
    }

    // A commit that was answered by a death may have happened: then the build serves already.
    private async Task CommitAsync(string build)
    {
        var commit = new CommitBuildRequest { BuildId = build, ExpectedDocuments = Documents };
        try
        {
            await SurelyAsync(() => Suite.Indexing.CommitBuildAsync(commit, deadline: Deadline));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            var collection = await SurelyAsync(() => Suite.Indexing.GetCollectionAsync(
                new GetCollectionRequest { Collection = Collection }, deadline: Deadline));
            Findings.Unless(
                collection.Builds.Any(other => other.BuildId == build && other.State == BuildState.Serving),
                $"{build} could not be committed: {error.Status.Detail}");
        }
    }
}
