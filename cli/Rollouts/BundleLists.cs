using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Rollouts;

/// <summary>Bundles for people, as a table or one in full.</summary>
internal static class BundleLists
{
    public static void Print(IReadOnlyList<StoredBundle> bundles)
    {
        if (bundles.Count == 0)
        {
            Terminal.Out.WriteLine("No bundles.");
            return;
        }
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("names", "kind", "size", "created", "needed by", "bundle");
        foreach (var (manifest, standing) in bundles)
        {
            string[] cells =
            [
                string.Join(", ", standing.Names),
                Kind(manifest),
                ByteSize.Of(standing.Bytes),
                Day(manifest.Provenance?.Created),
                NeededBy(standing),
                manifest.BundleId,
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        Terminal.Out.Write(table);
    }

    public static void Print(StoredBundle bundle)
    {
        var (manifest, standing) = bundle;
        Terminal.Out.WriteLine($"{manifest.Name} is {manifest.BundleId}");
        Terminal.Out.WriteLine($"  {Kind(manifest)}, {manifest.Layers} layers, {manifest.Dims} dimensions, "
            + $"{(manifest.SpaceId.Length > 0 ? manifest.SpaceId : "of no space")}");
        Terminal.Out.WriteLine($"  {manifest.Provenance?.Source}");
        Terminal.Out.WriteLine($"  {ByteSize.Of(standing.Bytes)}, created {Day(manifest.Provenance?.Created)}, "
            + $"here since {Day(standing.Stored)}");
        if (standing.Needs.Count == 0) { Terminal.Out.WriteLine("  nothing needs it"); }
        foreach (var need in standing.Needs)
        {
            Terminal.Out.WriteLine($"  needed by {Word(need.Kind)} {need.By}: {need.Description}");
        }
    }

    public static string Line(StoredBundle bundle) => $"{bundle.Manifest.BundleId}  {bundle.Manifest.Name}, "
        + $"{ByteSize.Of(bundle.Standing.Bytes)}, here since {Day(bundle.Standing.Stored)}";

    public static string Deleted(DeleteBundleResponse deleted) =>
        $"{deleted.BundleId} is deleted, {ByteSize.Of(deleted.Bytes)}";

    private static string NeededBy(BundleStanding standing) => string.Join(", ", standing.Needs
        .Where(need => need.Kind != BundleNeedKind.Name) // which has a column of its own
        .Select(need => $"{Word(need.Kind)} {need.By}")
        .Distinct());

    private static string Word(BundleNeedKind kind) => kind.ToString().ToLowerInvariant();

    private static string Kind(EncoderManifest manifest) =>
        manifest.Kind == EncoderKind.CrossEncoder ? "cross-encoder" : "dual-encoder";

    private static string Day(Timestamp? time) =>
        time?.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
