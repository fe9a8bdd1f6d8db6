namespace Kale.Training.Weights;

/// <summary>
/// The layers that KALE's public code keeps. The paper does not list them, and its tables for 12 layers were made with
/// the first map; the code has since gained one for encoders of 6 layers.
/// </summary>
internal static class KaleMaps
{
    private static readonly Dictionary<int, Dictionary<int, int[]>> ByLayers = new()
    {
        [12] = new()
        {
            [1] = [0],
            [2] = [0, 11],
            [3] = [0, 5, 11],
            [6] = [0, 2, 4, 6, 8, 11],
            [9] = [0, 1, 3, 4, 5, 6, 7, 9, 11],
        },
        [6] = new()
        {
            [1] = [0],
            [2] = [0, 5],
            [3] = [0, 2, 5],
        },
    };

    public static int[] Choose(int layers, int keep) =>
        ByLayers.TryGetValue(layers, out var maps) && maps.TryGetValue(keep, out var map)
            ? [.. map]
            : throw LayerPlans.Refused(
                $"KALE has no map from {layers} layers to {keep}; it has {Known()}. "
                    + "Use even, wang-lyu or an explicit list.");

    private static string Known() => string.Join(
        "; ", ByLayers.Select(entry => $"from {entry.Key} to {string.Join(", ", entry.Value.Keys)}"));
}
