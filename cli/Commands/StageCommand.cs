using System.CommandLine;
using Kale.Bundles;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale stage</c>: puts a bundle forward as a route's candidate and waits for the gate's verdict.</summary>
internal static class StageCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("bundle")
        {
            Description =
                "A name or id in --data, uploaded when the registry lacks it, or one in the registry's store.",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the gate." };
        var command = new Command(
            "stage", "Put an encoder forward as the candidate of a route; the gate judges it before any traffic.")
        {
            bundle, noWait, RouteOptions.Route, RouteOptions.Reason, CommonOptions.Data, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var id = await UploadAsync(session, parsed.GetValue(CommonOptions.Data)!, parsed.GetValue(bundle)!, cancel);
            var staged = await session.StageAsync(id, cancel);
            Terminal.Out.WriteLine($"{staged.Name}: {RolloutText.Candidate(staged)}");
            return parsed.GetValue(noWait)
                ? ExitCodes.Done
                : await VerdictAsync(session, staged.Candidate.ReleaseId, cancel);
        });
        return command;
    }

    private static async Task<string> UploadAsync(
        RegistrySession session, DirectoryInfo data, string named, CancellationToken cancel)
    {
        var directory = DataLayout.Bundles(data);
        if (!Directory.Exists(directory)) { return named; }
        var local = new BundleStore(directory);
        try
        {
            var id = local.Resolve(named);
            var known = await session.Client.ListBundlesAsync(new ListBundlesRequest(), cancellationToken: cancel);
            if (known.Bundles.All(there => there.BundleId != id))
            {
                await BundleUpload.RunAsync(session.Client, local.Find(id), cancel);
            }
            return id;
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound)
        {
            return named;
        }
    }

    private static async Task<int> VerdictAsync(RegistrySession session, string releaseId, CancellationToken cancel)
    {
        var status = await RolloutView.WatchGateAsync(session, cancel);
        var reports = await session.Client.ListReportsAsync(
            new ListRolloutReportsRequest { Route = session.Route, ReleaseId = releaseId }, cancellationToken: cancel);
        foreach (var report in reports.Reports.Where(report => report.Kind == "gate")) { RolloutView.Print(report); }
        return status.Route.Candidate?.ReleaseId == releaseId ? ExitCodes.Done : ExitCodes.Failed;
    }
}
