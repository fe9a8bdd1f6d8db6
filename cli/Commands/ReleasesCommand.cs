using System.CommandLine;
using Google.Protobuf;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale releases</c>: what a route serves, served and may serve; its reports and its audit log.</summary>
internal static class ReleasesCommand
{
    public static Command Create()
    {
        var command = new Command("releases", "Show a route: its releases, reports and changes.")
        {
            RouteOptions.Route, CommonOptions.Json, CommonOptions.Server, CreateRoute(), CreateReplace(), CreateAudit(),
            PolicyCommand.Create(),
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var route = await session.GetAsync(cancel);
            if (parsed.GetValue(CommonOptions.Json))
            {
                Console.Out.WriteLine(JsonFormatter.Default.Format(route));
            }
            else
            {
                Print(
                    route,
                    await session.Client.ListReportsAsync(
                        new ListRolloutReportsRequest { Route = session.Route }, cancellationToken: cancel));
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRoute()
    {
        var bundle = new Argument<string>("bundle")
        {
            Description = "The first release: a name or id in the registry's store.",
            DefaultValueFactory = _ => ImportCommand.DefaultEncoder,
        };
        var space = new Option<string>("--space")
        {
            Description = "The route's space, registered before; default: the bundle's.",
            DefaultValueFactory = _ => "",
        };
        var command = new Command("create", "Make a route that serves a bundle.")
        {
            bundle, space, RouteOptions.Route, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var route = await session.CreateAsync(parsed.GetValue(bundle)!, parsed.GetValue(space)!, cancel);
            Terminal.Out.WriteLine($"{route.Name} serves {route.Active.BundleId} in {route.SpaceId}");
            if (route.Candidate is not null)
            {
                Terminal.Out.WriteLine(
                    $"{RolloutText.Candidate(route)}: once it has passed, bring it in with: kale rollout start --auto");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateReplace()
    {
        var bundle = new Argument<string>("bundle")
        {
            Description = "The encoder to serve instead: a name or id in the registry's store.",
        };
        var command = new Command(
            "replace", "Serve another bundle at once where no replica can load the active one; needs a reason (-m).")
        {
            bundle, RouteOptions.Route, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var route = await session.ReplaceAsync(parsed.GetValue(bundle)!, cancel);
            Terminal.Out.WriteLine(
                $"{route.Name}: generation {route.Generation}, active {route.Active.BundleId}; it passed no gate");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateAudit()
    {
        var command = new Command("audit", "Who changed the route, when, how and why; newest first.")
        {
            RouteOptions.Route, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var audit = await session.Client.GetAuditAsync(
                new GetAuditRequest { Route = session.Route }, cancellationToken: cancel);
            foreach (var change in audit.Changes)
            {
                Terminal.Out.WriteLine(
                    $"{change.Generation,5} {change.Time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z "
                    + $"{change.Event,-14}{change.ReleaseId,-21}{change.Actor}: {change.Reason}");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(Route route, ListRolloutReportsResponse reports)
    {
        Terminal.Out.WriteLine($"{route.Name}: generation {route.Generation}, {route.SpaceId}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "release", "bundle", "since");
        Add(table, "active", route.Active);
        Add(
            table,
            route.Previous is null ? "" : $"warm until {route.PreviousWarmUntil.ToDateTimeOffset():HH:mm:ss}Z",
            route.Previous);
        Add(table, RolloutText.Stage(route), route.Candidate);
        foreach (var earlier in route.History.Where(release => release.ReleaseId != route.Previous?.ReleaseId))
        {
            Add(table, "earlier", earlier);
        }
        Terminal.Out.Write(table);
        foreach (var report in reports.Reports.Take(5))
        {
            Terminal.Out.WriteLine($"{report.ReportId}: {report.Summary}");
        }
    }

    private static void Add(Table table, string what, Release? release)
    {
        if (release is not null)
        {
            table.AddRow(
                what,
                release.ReleaseId,
                release.BundleId,
                $"{release.Created.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z");
        }
    }
}
