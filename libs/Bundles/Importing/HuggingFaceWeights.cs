namespace Kale.Bundles;

/// <summary>The weights of a Hugging Face directory under their canonical names.</summary>
internal static class HuggingFaceWeights
{
    public static TensorSet Read(string directory, EncoderConfig config, BundleKind kind)
    {
        using var archive = SafeTensorsArchive.Open(PathIn(directory));
        return Located.At(archive.Path, () => Read(archive, config, kind));
    }

    /// <summary>The file that holds a directory's weights, or a message saying how to make one.</summary>
    public static string PathIn(string directory)
    {
        var names = new[] { "model.safetensors", "model.safetensors.index.json" };
        if (names.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists) is { } path)
        {
            return path;
        }

        var other = Directory.EnumerateFiles(directory)
            .Select(Path.GetFileName)
            .FirstOrDefault(name => name is "tf_model.h5" or "flax_model.msgpack"
                || name!.StartsWith("pytorch_model", StringComparison.Ordinal));
        throw other is null
            ? new BundleException(BundleError.Missing, $"{directory}: there is no model.safetensors; add the weights.")
            : new BundleException(
                BundleError.Unsupported,
                $"{directory}: the weights are only in {other}; save them as model.safetensors with transformers' "
                    + "save_pretrained(…, safe_serialization=True).");
    }

    private static TensorSet Read(SafeTensorsArchive archive, EncoderConfig config, BundleKind kind)
    {
        var own = config.Family.Names.Of(config).ToList();
        var prefix = PrefixOf(archive, own.Single(tensor => tensor.Parts[0].Name == EncoderTensors.Words).Name);
        WeightNames.RequireKnown(archive.Names, prefix, config);
        var tensors = new TensorSet();
        // Layers that share weights share the arrays.
        var read = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var tensor in own)
        {
            if (!read.TryGetValue(tensor.Name, out var stored))
            {
                read[tensor.Name] = stored = ReadAs(archive, tensor.Name, tensor.Shape, prefix + tensor.Name);
            }

            foreach (var part in tensor.Split(stored)) { tensors.Add(part); }
        }

        foreach (var (name, shape) in kind == BundleKind.CrossEncoder ? EncoderTensors.Classifier(config) : [])
        {
            var source = config.Family.ClassifierTensor(name);
            var isInEncoder = source.StartsWith(config.Family.TensorPrefix, StringComparison.Ordinal);
            tensors.Add(ReadAs(
                archive, name, shape, isInEncoder ? prefix + source[config.Family.TensorPrefix.Length..] : source));
        }

        return tensors;
    }

    // "" for the base class, "bert." or the like for the models with a head.
    private static string PrefixOf(SafeTensorsArchive archive, string words)
    {
        var prefixes = archive.Names
            .Where(n => n == words || n.EndsWith("." + words, StringComparison.Ordinal))
            .Select(n => n[..^words.Length]).ToList();
        return prefixes switch
        {
            [var prefix] => prefix,
            [] => throw new BundleException(BundleError.Missing, $"Tensor '{words}' is missing; "
                + "these are no weights of an encoder that is read here."),
            _ => throw new BundleException(
                BundleError.Unsupported, $"There are {prefixes.Count} encoders in one file: "
                    + $"{string.Join(", ", prefixes.Select(p => $"'{p}{words}'"))}. "
                    + "Save the one that is wanted by itself."),
        };
    }

    private static Tensor ReadAs(SafeTensorsArchive archive, string name, int[] shape, string source)
    {
        var tensor = archive.Read(Existing(archive, source));
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new BundleException(
                BundleError.WrongShape,
                $"Tensor '{source}' has shape {Tensor.Format(tensor.Shape)}; "
                    + $"config.json asks for {Tensor.Format(shape)}.");
        }

        return tensor.Named(name);
    }

    private static string Existing(SafeTensorsArchive archive, string source)
    {
        var old = WeightNames.Old(source);
        return archive.Has(source) ? source
            : archive.Has(old) ? old
            : throw new BundleException(
                BundleError.Missing, $"Tensor '{source}' is missing; the weights do not belong to this config.json.");
    }
}
