using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Batching;

/// <summary>A text in the queue, and the promise to its caller.</summary>
internal sealed class PendingText(TokenizedText text, long sequence, DateTimeOffset deadline, long enqueued)
{
    private readonly TaskCompletionSource<EncodedText> _promise =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TokenizedText Text { get; } = text;

    /// <summary>Tokens without padding.</summary>
    public int Length { get; } = text.Length;

    /// <summary>The order of arrival.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>When the caller stops waiting; <see cref="DateTimeOffset.MaxValue"/> if never.</summary>
    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>The timestamp of the arrival.</summary>
    public long Enqueued { get; } = enqueued;

    public Task<EncodedText> Task => _promise.Task;

    public void Complete(EncodedText result) => _promise.TrySetResult(result);

    public void Fail(Exception error) => _promise.TrySetException(error);

    public void Cancel(CancellationToken cancellation) => _promise.TrySetCanceled(cancellation);
}
