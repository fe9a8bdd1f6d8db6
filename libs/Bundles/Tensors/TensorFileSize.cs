namespace Kale.Bundles;

/// <summary>What is in a file of tensors, as far as its header says it.</summary>
/// <param name="Values">Numbers in all tensors; in memory each is a float32, however it is stored.</param>
/// <param name="HeaderBytes">Of JSON, which is parsed.</param>
public sealed record TensorFileSize(long Values, long HeaderBytes);
