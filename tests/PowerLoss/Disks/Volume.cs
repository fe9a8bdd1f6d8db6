using Kale.PowerLoss.Tests.Tracing;

namespace Kale.PowerLoss.Tests.Disks;

/// <summary>
/// A disk by the letter of POSIX: what was written is durable once its own file was synced, a name once its directory
/// was, and nothing else is, in whatever order it was done. Real file systems promise more here and there.
/// </summary>
internal sealed class Volume
{
    private readonly List<(Change Change, int Made)> _pending = [];
    private int _done;
    private int _last;

    /// <summary>What the program sees.</summary>
    public Contents Now { get; } = new();

    /// <summary>What no power loss takes away.</summary>
    public Contents Durable { get; private set; } = new();

    /// <summary>What may be on disk or not, each by itself.</summary>
    public IReadOnlyList<Change> Pending => [.. _pending.Select(pending => pending.Change)];

    public void Do(Operation operation)
    {
        switch (operation)
        {
            case Operation.Make made:
                Make(made);
                break;
            case Operation.Link link:
                Apply(NameOf(link.To, Node(link.From)));
                break;
            case Operation.Move move:
                var ((from, old), (to, name)) = (Place(move.From), Place(move.To));
                Apply(new Change.Move(from, old, to, name, Node(move.From)));
                break;
            case Operation.Remove removed:
                Apply(NameOf(removed.Path, null));
                break;
            case Operation.Write write:
                Apply(new Change.Bytes(Node(write.Path), write.Offset, write.Bytes));
                break;
            case Operation.Size size:
                Apply(new Change.Length(Node(size.Path), size.Length));
                break;
            case Operation.Sync sync:
                Sync(Node(sync.Path), sync.Begun);
                break;
        }

        _done++;
    }

    private void Make(Operation.Make made)
    {
        var node = ++_last;
        foreach (var contents in new[] { Now, Durable })
        {
            if (made.IsDirectory)
                contents.Directories[node] = [];
            else
                contents.Files[node] = [];
        }

        Apply(NameOf(made.Path, node));
    }

    private void Apply(Change change)
    {
        change.ApplyTo(Now);
        _pending.Add((change, _done));
    }

    private void Sync(int node, int begun)
    {
        bool IsSynced((Change Change, int Made) pending) =>
            pending.Made < begun && pending.Change.Of.Contains(node);
        Durable = Durable.With(_pending.Where(IsSynced).Select(pending => pending.Change));
        _pending.RemoveAll(IsSynced);
    }

    private Change.Name NameOf(string path, int? node)
    {
        var (directory, name) = Place(path);
        return new Change.Name(directory, name, node);
    }

    private (int Directory, string Name) Place(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        return (Node(parent.Length == 0 ? "." : parent), Path.GetFileName(path));
    }

    private int Node(string path) => Now.Find(path)
        ?? throw new InvalidOperationException($"'{path}' was never made: the recording is not complete.");
}
