using System.Collections.Concurrent;
using Kale.Encoding.Batching;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Batching;

/// <summary>A runner that holds every batch until the test lets it go; a text's row is its id and its length.</summary>
internal sealed class GateRunner : IBatchRunner
{
    // Nothing takes this long; a test that would hang fails instead.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _entered = new(0), _open = new(0);

    public ConcurrentQueue<int[]> Batches { get; } = new();

    /// <summary>Throws for a batch that contains this id.</summary>
    public int Poison { get; init; } = -1;

    /// <summary>What else happens while a batch is computed.</summary>
    public Action Computing { get; init; } = () => { };

    public static float[] Row(TokenizedText text) => [text.Id(), text.Length];

    public float[][] Run(IReadOnlyList<TokenizedText> batch)
    {
        Batches.Enqueue([.. batch.Select(text => text.Id())]);
        _entered.Release();
        Assert.True(_open.Wait(Patience), "The test never released this batch.");
        Computing();
        return batch.Any(text => text.Id() == Poison)
            ? throw new InvalidDataException("poison")
            : [.. batch.Select(Row)];
    }

    /// <summary>Waits until a worker has begun one more batch.</summary>
    public async Task WhenEntered() => Assert.True(await _entered.WaitAsync(Patience), "No worker began a batch.");

    public void Release(int batches = 1) => _open.Release(batches);
}
