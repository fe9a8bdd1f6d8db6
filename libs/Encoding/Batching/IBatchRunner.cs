using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Batching;

/// <summary>The seam between the queue and the model: texts in, one row of numbers each out.</summary>
public interface IBatchRunner
{
    /// <summary>Computes the rows of a batch, in the order of its texts. Called by several workers at once.</summary>
    /// <param name="batch">At least one text; the lengths differ and padding is the runner's business.</param>
    /// <returns>[batch][dims] or, of a cross encoder, [batch][labels].</returns>
    float[][] Run(IReadOnlyList<TokenizedText> batch);
}
