namespace Kale.Bundles;

/// <summary>What a family calls its tensors, where that is not the canonical name.</summary>
/// <param name="LayerPath">In front of a layer's own names; <c>{0}</c> is the layer, or its set of weights.</param>
/// <param name="Modules">
/// Its modules, each with the canonical ones whose rows it holds, one below the other. Those of layers are without
/// the path, and canonically without <c>encoder.layer.N.</c>
/// </param>
public sealed record FamilyNames(string LayerPath, params (string Own, string[] Canonical)[] Modules)
{
    private const string CanonicalPath = "encoder.layer.";

    /// <summary>Every name is canonical.</summary>
    public static FamilyNames Canonical { get; } = new(CanonicalPath + "{0}");

    /// <summary>The tensors of a family's file, each with the canonical ones that it is made of.</summary>
    public IEnumerable<FileTensor> Of(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return EncoderTensors.Backbone(config)
            .Select(tensor => (Place: PlaceOf(tensor.Name, config), tensor.Name, tensor.Shape))
            .GroupBy(tensor => (tensor.Place.Name, tensor.Place.Layer))
            .Select(own => new FileTensor(
                own.Key.Name,
                [.. own.OrderBy(part => part.Place.Part).Select(part => (part.Name, part.Shape))]));
    }

    private (string Name, string Layer, int Part) PlaceOf(string canonical, EncoderConfig config)
    {
        var dot = canonical.LastIndexOf('.');
        var (module, kind, layer) = (canonical[..dot], canonical[dot..], "");
        if (module.StartsWith(CanonicalPath, StringComparison.Ordinal))
        {
            var end = module.IndexOf('.', CanonicalPath.Length);
            (layer, module) = (module[CanonicalPath.Length..end], module[(end + 1)..]);
        }

        var (own, parts) = Modules.FirstOrDefault(entry => entry.Canonical.Contains(module), (module, [module]));
        var path = layer.Length > 0 ? string.Format(null, LayerPath, SetOf(int.Parse(layer, null), config)) + "." : "";
        return (path + own + kind, layer, Array.IndexOf(parts, module));
    }

    private static int SetOf(int layer, EncoderConfig config) =>
        config.LayerGroups > 0 ? layer * config.LayerGroups / config.Layers : layer;
}

/// <summary>A tensor of a family's file.</summary>
/// <param name="Name">Its name there, without a prefix.</param>
/// <param name="Parts">The canonical tensors whose rows it holds, in order.</param>
public sealed record FileTensor(string Name, IReadOnlyList<(string Name, int[] Shape)> Parts)
{
    /// <summary>Its shape.</summary>
    public int[] Shape => [Parts.Sum(part => part.Shape[0]), .. Parts[0].Shape.Skip(1)];

    /// <summary>The canonical tensors.</summary>
    public IEnumerable<Tensor> Split(Tensor own)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (Parts.Count == 1) { return [own.Named(Parts[0].Name)]; }
        var at = 0;
        return [.. Parts.Select(part =>
        {
            var count = (int)Tensor.CountOf(part.Shape);
            at += count;
            return new Tensor(part.Name, part.Shape, own.Data[(at - count)..at]);
        })];
    }

    /// <summary>The file's tensor of the canonical ones.</summary>
    public Tensor Join(TensorSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Parts.Count == 1
            ? weights[Parts[0].Name].Named(Name)
            : new Tensor(Name, Shape, [.. Parts.SelectMany(part => weights[part.Name].Data)]);
    }
}
