namespace Kale.Bundles;

/// <summary>Why a bundle, or something that should become one, cannot be used.</summary>
public enum BundleError
{
    /// <summary>No such file, directory or bundle.</summary>
    NotFound,

    /// <summary>Bytes that are not what they should be: a changed file, a malformed header, truncated data.</summary>
    Corrupt,

    /// <summary>Well formed, but of a kind that this suite does not run.</summary>
    Unsupported,

    /// <summary>A tensor, file or key that must be there is not.</summary>
    Missing,

    /// <summary>A tensor whose shape does not follow from the configuration.</summary>
    WrongShape,

    /// <summary>The encoder does not reproduce its probes.</summary>
    ProbeMismatch,

    /// <summary>Two embedding spaces met that are not the same.</summary>
    SpaceMismatch,

    /// <summary>A name or id prefix that fits several bundles.</summary>
    Ambiguous,

    /// <summary>The bundle still has a name and is not removed.</summary>
    InUse,

    /// <summary>The disk is full or may not be written.</summary>
    NotWritable,

    /// <summary>An argument that cannot be right, such as a name with a slash.</summary>
    Invalid,

    /// <summary>The storage of bundles does not answer.</summary>
    Unavailable,
}

/// <summary>A failure in reading, writing, importing or verifying a bundle; the message says what to do.</summary>
public sealed class BundleException(BundleError code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public BundleError Code { get; } = code;
}
