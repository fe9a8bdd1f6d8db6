namespace Kale.Training.Weights;

/// <summary>The layer plans by name, and the choice of layers by one of them or by an explicit list.</summary>
public static class LayerPlans
{
    /// <summary>The plans.</summary>
    public static NamedTable<LayerPlan> All { get; } = new("layer plan")
    {
        { "kale", new("KALE (arXiv 2304.01016), the maps of its code for 12 and 6 layers", KaleMaps.Choose) },
        { "wang-lyu", new(
            "both ends, the last first: the best of Wang & Lyu 2023 (arXiv 2306.11550) for 1, 2, 4 of 12", BothEnds) },
        { "first", new("a baseline of Wang & Lyu 2023 (arXiv 2306.11550)", (_, keep) => Run(0, keep)) },
        { "last", new("a baseline of Wang & Lyu 2023 (arXiv 2306.11550)", (layers, keep) => Run(layers - keep, keep)) },
        { "even", new("evenly spaced as in DistilBERT (arXiv 1910.01108), first and last among them", Even) },
    };

    /// <summary>The layers to keep by a plan; 0 keeps none and leaves a lookup table.</summary>
    /// <param name="plan">A name in <see cref="All"/>.</param>
    /// <param name="layers">Layers of the encoder that is cut.</param>
    /// <param name="keep">How many to keep.</param>
    /// <exception cref="TrainingException">
    /// An unknown plan, more layers than there are, or a count without a map.
    /// </exception>
    public static int[] Choose(string plan, int layers, int keep)
    {
        var entry = All[plan];
        if (keep < 0 || keep > layers)
        {
            throw Refused($"The encoder has {layers} layers; a plan can keep 0 to {layers} of them, not {keep}.");
        }

        return keep == 0 ? [] : keep == layers ? Run(0, layers) : entry.Choose(layers, keep);
    }

    /// <summary>The explicit list, if an encoder of so many layers can follow it.</summary>
    /// <exception cref="TrainingException">A layer that is not there, twice there, or out of order.</exception>
    public static int[] Explicit(int layers, IReadOnlyList<int> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        foreach (var layer in keep.Where(layer => layer < 0 || layer >= layers))
        {
            throw Refused($"There is no layer {layer}: the encoder has {layers}, counted from 0 to {layers - 1}.");
        }

        return keep.Zip(keep.Skip(1)).All(pair => pair.First < pair.Second)
            ? [.. keep]
            : throw Refused($"Layers must be listed once each and ascending, not as [{string.Join(", ", keep)}].");
    }

    internal static TrainingException Refused(string message) => new(TrainingError.InvalidPlan, message);

    private static int[] BothEnds(int layers, int keep)
    {
        var upper = (keep + 1) / 2;
        return [.. Run(0, keep - upper), .. Run(layers - upper, upper)];
    }

    // Of one layer, the last: it serves better than the first (Wang & Lyu 2023).
    private static int[] Even(int layers, int keep) => keep == 1
        ? [layers - 1]
        : [.. Enumerable.Range(0, keep).Select(i => (int)Math.Round(i * (layers - 1) / (keep - 1.0)))];

    private static int[] Run(int start, int count) => [.. Enumerable.Range(start, count)];
}
