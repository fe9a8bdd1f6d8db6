using System.CommandLine;
using System.Text.Json;
using Kale.Bundles;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale encoders</c>: the bundles of a data directory.</summary>
internal static class EncodersCommand
{
    public static Command Create()
    {
        var command = new Command("encoders", "List the encoders of a data directory.")
        {
            CommonOptions.Data, CommonOptions.Json,
        };
        command.SetAction(parsed =>
        {
            var bundles = new BundleStore(DataLayout.Bundles(parsed.GetValue(CommonOptions.Data)!)).List();
            if (parsed.GetValue(CommonOptions.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(bundles.Select(Row.Of), JsonSerializerOptions.Web));
            }
            else
            {
                Print(bundles);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<BundleEntry> bundles)
    {
        if (bundles.Count == 0)
        {
            Terminal.Out.WriteLine("No encoders yet. Bring one in with: kale import <directory>");
            return;
        }
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("names", "kind", "layers", "dims", "space", "bundle");
        foreach (var row in bundles.Select(Row.Of))
        {
            table.AddRow([
                .. new[]
                {
                    string.Join(", ", row.Names),
                    row.Kind,
                    $"{row.Layers}",
                    $"{row.Dims}",
                    row.SpaceId,
                    row.Problem ?? row.BundleId,
                }.Select(Markup.Escape),
            ]);
        }
        Terminal.Out.Write(table);
    }

    private sealed record Row(
        string BundleId,
        IReadOnlyList<string> Names,
        string Kind,
        int Layers,
        int Dims,
        string SpaceId,
        string? Problem)
    {
        public static Row Of(BundleEntry entry) => new(
            entry.Id,
            entry.Names,
            entry.Manifest?.Kind == BundleKind.CrossEncoder ? "cross-encoder" : "dual-encoder",
            entry.Manifest?.Layers ?? 0,
            entry.Manifest?.Dims ?? 0,
            entry.Manifest?.SpaceId ?? "",
            entry.Problem);
    }
}
