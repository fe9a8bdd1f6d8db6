using Kale.Bundles;
using Kale.Training.Weights;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>What an alignment starts from.</summary>
internal static class Student
{
    /// <summary>
    /// The encoder with these layers, able to speak the teacher's space: of another width, or without any layers, it
    /// ends in a projection.
    /// </summary>
    /// <param name="origin">What is cut: the teacher itself, or another encoder.</param>
    /// <param name="teacher">Whose space it is to speak.</param>
    /// <param name="layers">To keep, ascending.</param>
    /// <param name="seed">Of a projection's first weights.</param>
    public static EncoderModel Of(EncoderModel origin, EncoderModel teacher, IReadOnlyList<int> layers, ulong seed)
    {
        var cut = origin.KeepLayers(layers) with { Normalize = teacher.Normalize, Metric = teacher.Metric };
        var projects = cut.Weights.TryGet(EncoderTensors.ProjectionWeight, out _);
        return cut.Dims == teacher.Dims && (projects || layers.Count > 0)
            ? cut
            : cut.WithProjection(teacher.Dims, seed);
    }

    /// <summary>Bytes of its weights.</summary>
    public static long Bytes(EncoderModel model) =>
        sizeof(float) * model.UsedTensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
}
