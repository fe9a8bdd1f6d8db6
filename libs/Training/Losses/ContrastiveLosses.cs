using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Kale.Training.Losses;

/// <summary>Losses that tell a query's document from others.</summary>
public static class ContrastiveLosses
{
    /// <summary>
    /// InfoNCE (van den Oord et al. 2018, arXiv 1807.03748, equation 4) with in-batch negatives (DPR, arXiv 2004.04906,
    /// equation 2): cross-entropy of each query's own document among the documents of the whole batch.
    /// </summary>
    /// <param name="queries">[batch, dims]</param>
    /// <param name="documents">[batch, 1 + negatives, dims], each query's own document first.</param>
    /// <param name="temperature">Divides the inner products; 0.05 is usual for vectors of length 1.</param>
    /// <param name="leftOut">
    /// [batch, batch · (1 + negatives)], true for documents that are no negatives of the row's query: other answers to
    /// it. Null: there are none.
    /// </param>
    /// <exception cref="TrainingException">Shapes that do not fit, or a temperature that is not above 0.</exception>
    public static Tensor InfoNce(Tensor queries, Tensor documents, double temperature, Tensor? leftOut = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(documents);
        Check(documents.ndim == 3 && queries.ndim == 2 && documents.shape[0] == queries.shape[0]
            && documents.shape[2] == queries.shape[1], queries, documents);
        if (!(temperature > 0))
        {
            throw new TrainingException(
                TrainingError.OutOfRange, $"The temperature is {temperature}; it must be above 0.");
        }

        using var scope = NewDisposeScope();
        var (batch, group) = (queries.shape[0], documents.shape[1]);
        var scores = queries.matmul(documents.reshape(batch * group, -1).t()) / temperature; // [batch, batch * group]
        if (leftOut is not null)
            scores = scores.masked_fill(leftOut, double.NegativeInfinity);
        var own = arange(0, batch * group, group, ScalarType.Int64, queries.device);
        return functional.cross_entropy(scores, own).MoveToOuterDisposeScope();
    }

    internal static void Check(bool holds, Tensor first, Tensor second)
    {
        if (!holds)
        {
            throw new TrainingException(
                TrainingError.WrongShape, $"{first} and {second} do not fit each other as parts of one batch.");
        }
    }
}
