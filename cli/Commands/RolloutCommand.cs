using System.CommandLine;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale rollout</c>: brings a candidate that passed the gate into traffic, or takes it away.</summary>
internal static class RolloutCommand
{
    private static readonly Option<bool> s_automatic = new("--auto")
    {
        Description = "Go on to canary and become active by itself while it is within the policy.",
    };

    public static Command Create() => new("rollout", "Shadow, canary and activation of a route's candidate.")
    {
        Change(
            "start",
            "Run a share of searches also with the candidate, off the answer's path.",
            async (session, parsed, cancel) => await session.Client.StartRolloutAsync(
                await session.ChangeAsync(cancel, parsed.GetValue(RouteOptions.Share), parsed.GetValue(s_automatic)),
                cancellationToken: cancel)),
        Change(
            "canary",
            "Let the candidate answer a share of searches, or another share than before.",
            async (session, parsed, cancel) => await session.Client.AdvanceAsync(
                await session.ChangeAsync(cancel, parsed.GetValue(RouteOptions.Share)), cancellationToken: cancel)),
        Change(
            "promote",
            "The canary becomes active; the encoder before it stays warm for a rollback.",
            async (session, _, cancel) => await session.Client.PromoteAsync(
                await session.ChangeAsync(cancel), cancellationToken: cancel)),
        Change(
            "abort",
            "Take the candidate away.",
            async (session, _, cancel) => await session.Client.AbortAsync(
                await session.ChangeAsync(cancel), cancellationToken: cancel)),
        CreateWatch(),
    };

    /// <summary><c>kale rollback</c>.</summary>
    public static Command CreateRollback() => Change(
        "rollback",
        "Serve the release that was active before, while it is warm.",
        async (session, _, cancel) => await session.Client.RollbackAsync(
            await session.ChangeAsync(cancel), cancellationToken: cancel));

    private static Command CreateWatch()
    {
        var command = new Command("watch", "Follow the rollout until it is over: share, overlap, latency, verdict.")
        {
            RouteOptions.Route, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var status = await RolloutView.WatchAsync(session, cancel);
            foreach (var report in status.Reports.Take(1)) { RolloutView.Print(report); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Change(
        string name, string description, Func<RegistrySession, ParseResult, CancellationToken, Task<Route>> change)
    {
        var command = new Command(name, description) { RouteOptions.Route, RouteOptions.Reason, CommonOptions.Server };
        if (name is "start" or "canary") { command.Options.Add(RouteOptions.Share); }
        if (name is "start") { command.Options.Add(s_automatic); }
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var route = await change(session, parsed, cancel);
            Terminal.Out.WriteLine(
                $"{route.Name}: generation {route.Generation}, active {route.Active.BundleId}, "
                + $"{RolloutText.Candidate(route)}");
            return ExitCodes.Done;
        });
        return command;
    }
}
