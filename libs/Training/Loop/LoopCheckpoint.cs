using System.Text.Json;
using Kale.Bundles;
using Kale.Training.Weights;

namespace Kale.Training.Loop;

/// <summary>
/// All that a loop needs to go on as if nothing had happened: weights, AdamW's moments, the best weights, the place.
/// </summary>
internal sealed class LoopCheckpoint(ITrainingTask task, FusedAdamW optimizer, BestWeights best)
{
    /// <summary>Of the files below.</summary>
    public const int Version = 2;

    private const string Weights = "weights.safetensors";
    private const string Best = "best.safetensors";
    private const string Means = "means.safetensors";
    private const string Squares = "squares.safetensors";
    private const string Loop = "loop.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Save(CheckpointStore store, LoopState state) => store.Save(state.Step, writer =>
    {
        SafeTensors.Write(writer.PathOf(Weights), TensorExport.Of(task.Network));
        best.Save(writer.PathOf(Best));
        SafeTensors.Write(writer.PathOf(Means), optimizer.Means);
        SafeTensors.Write(writer.PathOf(Squares), optimizer.Squares);
        task.Save(writer);
        writer.Write(Loop, JsonSerializer.SerializeToUtf8Bytes(state, s_options));
    });

    public LoopState Load(Checkpoint checkpoint)
    {
        TensorImport.Into(task.Network, SafeTensors.Read(checkpoint.PathOf(Weights)));
        best.Load(checkpoint.PathOf(Best));
        var state = JsonSerializer.Deserialize<LoopState>(checkpoint.Read(Loop), s_options)!;
        optimizer.Load(
            SafeTensors.Read(checkpoint.PathOf(Means)), SafeTensors.Read(checkpoint.PathOf(Squares)), state.Step);
        task.Load(checkpoint);
        return state;
    }
}
