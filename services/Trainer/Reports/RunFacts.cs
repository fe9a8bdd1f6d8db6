using System.Globalization;
using System.Runtime.InteropServices;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Reports;

/// <summary>Facts that every report has.</summary>
internal static class RunFacts
{
    public static IReadOnlyList<Fact> Of(JobContext context) =>
    [
        new("Job", context.JobId),
        new("Seed", context.Seed.ToString(CultureInfo.InvariantCulture)),
        new(
            "Machine",
            $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSArchitecture}, "
                + $"{RuntimeInformation.OSDescription}"),
    ];

    public static Fact Of(RetrievalData data) => new("Data", string.Create(
        CultureInfo.InvariantCulture,
        $"{data.Name}: {data.Queries.Count:N0} judged queries, {data.Documents.Count:N0} documents"
            + $"{(data.WithoutTitles ? " without titles" : "")}; sha256 {data.Hash}{Identical(data)}"));

    private static string Identical(RetrievalData data) => data.IdenticalIds == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"; {data.IdenticalIds:N0} queries are documents of the corpus, by their ids: each is left out of its own "
                + $"ranking, as BEIR does");
}
