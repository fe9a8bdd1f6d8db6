using System.Text.Json;
using Kale.Bundles;
using Kale.Trainer.Jobs.Checkpoints;
using Kale.Trainer.Models.Weights;
using TorchSharp.Modules;

namespace Kale.Trainer.Learning.State;

/// <summary>
/// All that a loop needs to go on as if nothing had happened: weights, AdamW's moments, the best weights, the place.
/// </summary>
internal sealed class LoopCheckpoint(ITrainingTask task, AdamW optimizer, BestWeights best)
{
    private const string Weights = "weights.safetensors";
    private const string Best = "best.safetensors";
    private const string Optimizer = "optimizer";
    private const string Loop = "loop.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Save(CheckpointStore store, LoopState state) => store.Save(state.Step, writer =>
    {
        SafeTensors.Write(writer.PathOf(Weights), WeightExport.Of(task.Network));
        best.Save(writer.PathOf(Best));
        using (var file = new BinaryWriter(File.Create(writer.PathOf(Optimizer))))
            optimizer.save_state_dict(file);
        task.Save(writer);
        writer.Write(Loop, JsonSerializer.SerializeToUtf8Bytes(state, s_options));
    });

    public LoopState Load(Checkpoint checkpoint)
    {
        WeightImport.Into(task.Network, SafeTensors.Read(checkpoint.PathOf(Weights)));
        best.Load(checkpoint.PathOf(Best));
        using (var file = new BinaryReader(File.OpenRead(checkpoint.PathOf(Optimizer))))
            optimizer.load_state_dict(file);
        task.Load(checkpoint);
        return JsonSerializer.Deserialize<LoopState>(checkpoint.Read(Loop), s_options)!;
    }
}
