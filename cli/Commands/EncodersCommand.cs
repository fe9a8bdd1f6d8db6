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
            CommonOptions.Data, CommonOptions.Json, EncoderDetails.Create(),
        };
        command.SetAction(parsed =>
        {
            var store = new BundleStore(DataLayout.Bundles(parsed.GetValue(CommonOptions.Data)!));
            List<Row> rows = [.. store.List().Select(Row.Of), .. Gone(store)];
            if (parsed.GetValue(CommonOptions.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
            }
            else
            {
                Print(rows);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    // By name: where the lost bundle's id was of the first format, an import leads only its own name to the new one.
    private static IEnumerable<Row> Gone(BundleStore store) => LostNames.Of(store).Select(name => Row.Of(
        new BundleEntry(name.Value, "", [name.Key], null, $"{name.Value} is gone; {LostNames.Advice(name.Key)}")));

    private static void Print(List<Row> rows)
    {
        if (rows.Count == 0)
        {
            Terminal.Out.WriteLine("No encoders yet. Bring one in with: kale import <directory>");
            return;
        }
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("names", "kind", "layers", "dims", "space", "bundle");
        foreach (var row in rows)
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
