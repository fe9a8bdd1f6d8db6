using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Training;

/// <summary>Jobs for people, as a table or one in full; as JSON for programs.</summary>
internal static class JobLists
{
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithIndentation());

    public static void Print(ListJobsResponse list, bool json)
    {
        if (json)
        {
            JobOutcome.PrintJson(list);
            return;
        }
        if (list.Jobs.Count == 0)
        {
            Terminal.Out.WriteLine("No jobs.");
            return;
        }
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("job", "kind", "state", "created", "progress", "bundle");
        foreach (var job in list.Jobs)
        {
            string[] cells =
            [
                job.JobId,
                JobTexts.Kind(job.Spec),
                JobTexts.State(job),
                When(job.Created),
                Outcome(job),
                job.Spec.OutputName,
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        Terminal.Out.Write(table);
        if (list.NextPageToken.Length > 0) { Terminal.Out.WriteLine("There are more: --top."); }
    }

    public static void Print(Job job, bool json)
    {
        if (json)
        {
            JobOutcome.PrintJson(job);
            return;
        }
        Terminal.Out.WriteLine($"{job.JobId}  {JobTexts.Kind(job.Spec)}  {JobTexts.State(job)}");
        Line("created", When(job.Created));
        Line("started", When(job.Started));
        Line("ended", When(job.Ended));
        Line("progress", JobTexts.Progress(job.Progress));
        Line("reason", job.ErrorReason);
        Line("error", job.ErrorMessage);
        Line("bundles", string.Join(", ", job.BundleIds));
        Line("reports", string.Join(", ", job.Reports));
        Terminal.Out.WriteLine(Indented.Format(job.Spec));
    }

    private static void Line(string name, string text)
    {
        if (text.Length > 0) { Terminal.Out.WriteLine($"  {name,-9}{text}"); }
    }

    private static string Outcome(Job job) =>
        job.ErrorReason.Length > 0 ? job.ErrorReason : JobTexts.Progress(job.Progress);

    private static string When(Timestamp? time) =>
        time is null ? "" : time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
