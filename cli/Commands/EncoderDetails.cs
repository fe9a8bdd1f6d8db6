using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Kale.Bundles;
using Kale.V1;
using Spectre.Console;
using TextSource = Kale.Bundles.TextSource;

namespace Kale.Cli.Commands;

/// <summary>
/// <c>kale encoders show</c>: where an encoder comes from, what was measured, and on which of the live collections it
/// was aligned and on which not.
/// </summary>
internal static class EncoderDetails
{
    public static Command Create()
    {
        var name = new Argument<string>("encoder") { Description = "A name or id of a bundle of the data directory." };
        var command = new Command("show", "Where an encoder comes from, and what it was aligned on.")
        {
            name, CommonOptions.Data, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var store = new BundleStore(DataLayout.Bundles(parsed.GetValue(CommonOptions.Data)!));
            var manifest = store.Find(parsed.GetValue(name)!).Manifest;
            if (parsed.GetValue(CommonOptions.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(manifest.Provenance, JsonSerializerOptions.Web));
                return ExitCodes.Done;
            }
            var live = await LiveAsync(manifest.SpaceId, parsed, cancel);
            foreach (var line in Lines(manifest).Concat(Collections(manifest, live))) { Terminal.Out.WriteLine(line); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines(BundleManifest manifest)
    {
        yield return $"{manifest.Name} is {manifest.Id}";
        yield return $"  {manifest.Layers} layers, {manifest.Dims} dimensions, {manifest.SpaceId}";
        yield return $"  {manifest.Provenance.Source}";
        foreach (var source in manifest.Provenance.AlignedOn) { yield return $"  aligned on {Text(source)}"; }
        foreach (var (measure, value) in manifest.Provenance.Quality)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {measure} {value:0.####}");
        }
    }

    private static string Text(TextSource source) => string.Create(
        CultureInfo.InvariantCulture,
        $"{source.Texts:N0} texts of {source.Kind} {source.Name}, sha256 {source.Fingerprint[..12]}");

    private static IEnumerable<string> Collections(BundleManifest manifest, IReadOnlyList<string>? live)
    {
        if (live is null) { return ["  which collections are live is not known: no server answers"]; }
        var known = manifest.Provenance.AlignedOn
            .Where(source => source.Kind == TextSource.Collection)
            .Select(source => source.Name)
            .ToHashSet();
        return live.Select(name => known.Contains(name)
            ? $"  live collection {name}: aligned on"
            : $"  live collection {name}: not aligned on");
    }

    // Null where no server answers: a bundle can be looked at without one.
    private static async Task<IReadOnlyList<string>?> LiveAsync(
        string spaceId, ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            using var connection = ServerConnection.Open(parsed);
            var client = new ContextIndexing.ContextIndexingClient(connection.Calls);
            var list = await client.ListCollectionsAsync(new ListCollectionsRequest(), cancellationToken: cancel);
            return [.. list.Collections.Where(one => one.SpaceId == spaceId).Select(one => one.Name)];
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }
}
