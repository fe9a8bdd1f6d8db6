using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Searches for documents that are there for good; every answer says whose vector it was.</summary>
internal sealed class SearchCalls(CampaignSuite suite, Findings findings) : Load(suite, findings)
{
    private int _next;
    private int _strange;

    public override string Name => "search";

    public override string Summary => $"answers, {_strange} of another space";

    protected override async Task StepAsync()
    {
        var number = _next++ % IndexLoad.Kept;
        var answer = await Suite.Search.SearchAsync(
            new SearchRequest { Query = SuiteFixture.Text(number), Collection = "docs", TopK = 1 }, deadline: Deadline);
        var teacher = Suite.Teacher;
        if (answer.ServedBy.SpaceId != teacher.Manifest.SpaceId)
        {
            _strange++;
            Findings.Add($"a search was answered by a vector of {answer.ServedBy.SpaceId}");
        }

        // Students are near their teacher: they find what it has encoded.
        Findings.Unless(
            answer.Hits.Count == 0 || answer.Hits[0].DocumentId == IndexLoad.IdOf(number),
            $"{answer.ServedBy.BundleId} found {answer.Hits.FirstOrDefault()?.DocumentId} for d{number}");
        Promised();
    }

    protected override Task CheckAsync() => StepAsync();
}
