using Grpc.Core;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Indexes documents and deletes some again.</summary>
internal sealed class IndexLoad(CampaignSuite suite, Findings findings) : Load(suite, findings)
{
    private const string Collection = "docs";
    private const int Batch = 8;

    /// <summary>Documents that are never deleted: searches ask for them.</summary>
    public const int Kept = 40;

    private readonly HashSet<string> _there = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _undecided = [];
    private int _next;
    private ulong _through; // of the batch that begins there

    public override string Name => "index and delete";

    public override string Summary =>
        $"{_there.Count + _deleted.Count} documents acknowledged, {_deleted.Count} deleted";

    protected override async Task StepAsync()
    {
        var numbers = Enumerable.Range(_next, Batch).ToList();
        _undecided.UnionWith(numbers.Select(IdOf));
        while (_through < Batch)
            await IndexAsync(numbers);
        (_next, _through) = (_next + Batch, 0);
        if (_next > Kept + Batch)
            await DeleteAsync([.. numbers.Take(Batch / 2).Select(number => IdOf(number - Batch))]);
    }

    protected override async Task CheckAsync()
    {
        var found = new List<string>();
        var request = new ListDocumentsRequest { Collection = Collection };
        do
        {
            var page = await Suite.Indexing.ListDocumentsAsync(request, deadline: Deadline);
            found.AddRange(page.DocumentIds);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var set = found.ToHashSet();
        Findings.Unless(set.Count == found.Count, $"{found.Count - set.Count} documents are there twice");
        foreach (var lost in _there.Where(id => !set.Contains(id)))
            Findings.Add($"{lost} was acknowledged and is lost");
        foreach (var back in _deleted.Where(set.Contains))
            Findings.Add($"{back} was deleted and is back");
        foreach (var stranger in set.Where(id => !_there.Contains(id) && !_undecided.Contains(id)))
            Findings.Add($"{stranger} was never sent");
    }

    public static string IdOf(int number) => $"d{number}";

    /// <summary>One of the connections of a session; the next sends what this one was not told of.</summary>
    private async Task IndexAsync(List<int> numbers)
    {
        using var call = Suite.Indexing.Index(deadline: Deadline);
        await foreach (var answer in AnswersAsync(call, numbers, _through))
            Note(answer, numbers);
    }

    private static async IAsyncEnumerable<IndexResponse> AnswersAsync(
        AsyncDuplexStreamingCall<IndexRequest, IndexResponse> call, List<int> numbers, ulong through)
    {
        await call.RequestStream.WriteAsync(new IndexRequest
        {
            Open = new IndexOpen
            {
                Collection = Collection,
                SessionId = $"session {numbers[0]}",
                ResumeAfter = through,
                CreateIfMissing = true,
            },
        });
        for (var i = (int)through; i < Batch; i++)
            await call.RequestStream.WriteAsync(Message(i + 1, numbers[i]));
        await call.RequestStream.CompleteAsync();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
            yield return answer;
    }

    private void Note(IndexResponse answer, List<int> numbers)
    {
        if (answer.Error is { } failed)
            Findings.Add($"{failed.DocumentId} was refused: {failed.Error.Message}");
        if (answer.Acknowledgement is not { } acknowledged || acknowledged.Through <= _through)
            return;
        for (var i = (int)_through; i < (int)acknowledged.Through; i++)
        {
            _there.Add(IdOf(numbers[i]));
            _undecided.Remove(IdOf(numbers[i]));
        }

        Promised((int)(acknowledged.Through - _through));
        _through = acknowledged.Through;
    }

    private async Task DeleteAsync(string[] ids)
    {
        _undecided.UnionWith(ids);
        _there.ExceptWith(ids);
        var request = new DeleteDocumentsRequest { Collection = Collection, DocumentIds = { ids } };
        await SurelyAsync(() => Suite.Indexing.DeleteDocumentsAsync(request, deadline: Deadline));
        _deleted.UnionWith(ids);
        _undecided.ExceptWith(ids);
        Promised(ids.Length);
    }

    private static IndexRequest Message(int sequence, int number) => new()
    {
        Document = new IndexDocument
        {
            Sequence = (ulong)sequence,
            Document = new Document { Id = IdOf(number), Text = SuiteFixture.Text(number) },
        },
    };
}
