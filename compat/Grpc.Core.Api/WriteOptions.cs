namespace Grpc.Core;

/// <summary>Hints for the writing of a message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for those after it.</summary>
    BufferHint = 0x1,

    /// <summary>The message is sent uncompressed.</summary>
    NoCompress = 0x2,
}

/// <summary>Options for write operations.</summary>
public class WriteOptions
{
    /// <summary>No hints.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Creates options with the given hints.</summary>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>The hints.</summary>
    public WriteFlags Flags { get; }
}
