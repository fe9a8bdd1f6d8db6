namespace Kale.PowerLoss.Tests.Disks;

/// <summary>
/// One thing that a file system keeps in memory until it is made durable; files and directories are known by number.
/// </summary>
internal abstract record Change
{
    /// <summary>The files or directories whose fsync makes it durable.</summary>
    public abstract IReadOnlyList<int> Of { get; }

    /// <summary>Whether it is of a file's bytes, not of names.</summary>
    public abstract bool IsData { get; }

    public abstract void ApplyTo(Contents contents);

    /// <summary>A directory's name for something; null: the name is gone.</summary>
    public sealed record Name(int Directory, string Entry, int? Node) : Change
    {
        public override IReadOnlyList<int> Of => [Directory];

        public override bool IsData => false;

        public override string ToString() =>
            Node is { } node ? $"'{Entry}' in {Directory} is {node}" : $"no '{Entry}' in {Directory}";

        public override void ApplyTo(Contents contents)
        {
            if (Node is { } node)
                contents.Directories[Directory][Entry] = node;
            else
                contents.Directories[Directory].Remove(Entry);
        }
    }

    /// <summary>A rename: file systems with a journal make both ends of it durable together.</summary>
    public sealed record Move(int From, string Old, int To, string New, int Node) : Change
    {
        public override IReadOnlyList<int> Of => From == To ? [From] : [From, To];

        public override bool IsData => false;

        public override string ToString() => $"'{New}' in {To} is {Node}, '{Old}' in {From} no more";

        public override void ApplyTo(Contents contents)
        {
            contents.Directories[From].Remove(Old);
            contents.Directories[To][New] = Node;
        }
    }

    /// <summary>Bytes at a place of a file.</summary>
    public sealed record Bytes(int File, long Offset, byte[] Written) : Change
    {
        public override IReadOnlyList<int> Of => [File];

        public override bool IsData => true;

        public override string ToString() => $"{Written.Length} bytes of file {File} at {Offset}";

        public override void ApplyTo(Contents contents)
        {
            var before = contents.Files[File];
            var after = new byte[Math.Max(before.Length, Offset + Written.Length)];
            before.CopyTo(after, 0);
            Written.CopyTo(after, Offset);
            contents.Files[File] = after;
        }
    }

    public sealed record Length(int File, long Size) : Change
    {
        public override IReadOnlyList<int> Of => [File];

        public override bool IsData => true;

        public override string ToString() => $"file {File} has {Size} bytes";

        public override void ApplyTo(Contents contents)
        {
            var (before, after) = (contents.Files[File], new byte[Size]);
            before.AsSpan(0, (int)Math.Min(before.Length, Size)).CopyTo(after);
            contents.Files[File] = after;
        }
    }
}
