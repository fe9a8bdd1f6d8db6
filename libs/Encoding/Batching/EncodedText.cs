namespace Kale.Encoding.Batching;

/// <summary>What a batch gave for one text.</summary>
/// <param name="Vector">[dims] The embedding or, of a cross encoder, [labels] its scores.</param>
/// <param name="QueueTime">From the call to the beginning of the batch.</param>
/// <param name="InferenceTime">The time of the whole batch.</param>
public sealed record EncodedText(float[] Vector, TimeSpan QueueTime, TimeSpan InferenceTime);
