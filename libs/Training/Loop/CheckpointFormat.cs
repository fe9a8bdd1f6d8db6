namespace Kale.Training.Loop;

/// <summary>Who can read a checkpoint: the recipe that wrote it, in the same version.</summary>
/// <param name="Recipe">Its name.</param>
/// <param name="Version">Grows when what it saves is read otherwise.</param>
public sealed record CheckpointFormat(string Recipe, int Version);
