using Kale.Training.Loop;

namespace Kale.Trainer.Recipes;

/// <summary>
/// Hard negatives of the present epoch. They are those of the epoch's first step also after an interruption.
/// </summary>
/// <param name="mine">Finds them with the encoder as it is.</param>
/// <param name="stepsPerEpoch">After so many steps they are found anew.</param>
internal sealed class EpochNegatives(Func<CancellationToken, int[][]> mine, long stepsPerEpoch)
{
    private const string FileName = "negatives";

    private long _epoch = -1;
    private int[][] _negatives = [];

    /// <summary>For each query, hardest first.</summary>
    public int[][] At(long step, CancellationToken cancellation)
    {
        if (step / stepsPerEpoch != _epoch)
            (_epoch, _negatives) = (step / stepsPerEpoch, mine(cancellation));
        return _negatives;
    }

    public void Save(CheckpointWriter writer)
    {
        using var file = new BinaryWriter(File.Create(writer.PathOf(FileName)));
        file.Write(_epoch);
        file.Write(_negatives.Length);
        foreach (var places in _negatives)
        {
            file.Write(places.Length);
            foreach (var place in places)
                file.Write(place);
        }
    }

    public void Load(Checkpoint checkpoint)
    {
        using var file = new BinaryReader(File.OpenRead(checkpoint.PathOf(FileName)));
        _epoch = file.ReadInt64();
        _negatives = new int[file.ReadInt32()][];
        for (var query = 0; query < _negatives.Length; query++)
            _negatives[query] = [.. Enumerable.Range(0, file.ReadInt32()).Select(_ => file.ReadInt32())];
    }
}
