using System.CommandLine;
using Google.Protobuf;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale fleet</c>: which replica runs what.</summary>
internal static class FleetCommand
{
    public static Command Create()
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Follow until interrupted." };
        var command = new Command("fleet", "Show which replica of a route runs what.")
        {
            watch, RouteOptions.Route, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            if (parsed.GetValue(watch))
            {
                await LiveView.ShowAsync(session.FleetAsync, Draw, Say, Say, _ => false, cancel);
            }
            var fleet = await session.FleetAsync(cancel);
            if (parsed.GetValue(CommonOptions.Json)) { Console.Out.WriteLine(JsonFormatter.Default.Format(fleet)); }
            else { Terminal.Out.Write(Draw(fleet)); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Table Draw(GetFleetResponse fleet)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("replica", "address", "generation", "bundle", "state", "MiB", "");
        foreach (var (replica, encoder) in fleet.Replicas.SelectMany(
            replica => replica.Encoders.Select(encoder => (replica, encoder))))
        {
            var state = encoder.BundleId == replica.ActiveBundleId ? $"{encoder.State}, active" : encoder.State;
            table.AddRow([
                .. new[]
                {
                    replica.Name,
                    replica.Address,
                    $"{replica.Generation}",
                    RolloutText.Short(encoder.BundleId),
                    state,
                    $"{encoder.MemoryBytes >> 20}",
                    encoder.Reason,
                }.Select(Markup.Escape),
            ]);
        }
        return table;
    }

    private static string Say(GetFleetResponse fleet) => string.Join("; ", fleet.Replicas.Select(replica =>
        $"{replica.Name} at {replica.Generation}: "
        + $"{string.Join(", ", replica.Encoders.Select(
            encoder => $"{RolloutText.Short(encoder.BundleId)} {encoder.State}"))}"));
}
