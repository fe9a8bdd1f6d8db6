namespace Kale.Trainer.Jobs.Checkpoints;

/// <summary>Who can read a checkpoint: the recipe that wrote it, in the same version.</summary>
internal sealed record CheckpointFormat(string Recipe, int Version);
