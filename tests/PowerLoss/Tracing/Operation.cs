namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>
/// What a program did with files, in the order it did it. Paths are below the directory it was watched in.
/// </summary>
internal abstract record Operation
{
    /// <summary>A new, empty file or directory.</summary>
    public sealed record Make(string Path, bool IsDirectory) : Operation;

    /// <summary>A second name of a file.</summary>
    public sealed record Link(string From, string To) : Operation;

    public sealed record Move(string From, string To) : Operation;

    public sealed record Remove(string Path) : Operation;

    public sealed record Write(string Path, long Offset, byte[] Bytes) : Operation
    {
        public override string ToString() => $"Write {Path} {Offset}+{Bytes.Length}";
    }

    public sealed record Size(string Path, long Length) : Operation;

    /// <summary>
    /// A file's bytes, or a directory's names, are on disk from now on, as far as they were there when it began: after
    /// so many operations.
    /// </summary>
    public sealed record Sync(string Path, int Begun) : Operation;

    /// <summary>A line on standard output: what the program has promised to somebody.</summary>
    public sealed record Said(string Line) : Operation;
}
