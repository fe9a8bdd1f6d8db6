namespace Kale.Trainer;

/// <summary>Why a training run cannot be done as asked.</summary>
public enum TrainingError
{
    /// <summary>A name that is in none of the tables.</summary>
    UnknownName,

    /// <summary>A layer plan that this encoder cannot follow.</summary>
    InvalidPlan,

    /// <summary>Tensors or encoders whose sizes do not fit each other.</summary>
    WrongShape,

    /// <summary>A setting outside of its range.</summary>
    OutOfRange,
}

/// <summary>A training run that cannot be done as asked; the message says what to do.</summary>
public sealed class TrainingException(TrainingError code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public TrainingError Code { get; } = code;
}
