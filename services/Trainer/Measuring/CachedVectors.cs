using Kale.Bundles;

namespace Kale.Trainer.Measuring;

/// <summary>
/// Vectors of many texts by way of the cache, in blocks, so that a job which is interrupted has not encoded a large
/// corpus for nothing.
/// </summary>
internal sealed class CachedVectors(VectorCache cache)
{
    private const int BlockTexts = 8192;

    /// <param name="encoder">Computes what the cache lacks; called for at the first.</param>
    /// <param name="fingerprint">Of the encoder.</param>
    /// <param name="role">Which side the texts are.</param>
    /// <param name="texts">In their order.</param>
    /// <param name="done">Told how many texts are done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>[texts, dims].</returns>
    public VectorTable Of(
        Lazy<TextEncoding> encoder, string fingerprint, EncoderRole role, IReadOnlyList<string> texts, Action<int> done,
        CancellationToken cancellation)
    {
        var blocks = new List<VectorTable>();
        foreach (var (i, block) in texts.Chunk(BlockTexts).Index())
        {
            var before = i * BlockTexts;
            blocks.Add(cache.Get(
                fingerprint, role, block,
                () => encoder.Value.Encode(block, role, count => done(before + count), cancellation)));
            done(before + block.Length);
        }

        return blocks.Count == 1
            ? blocks[0]
            : new VectorTable([.. blocks.SelectMany(block => block.Data)], blocks[0].Dims);
    }
}
