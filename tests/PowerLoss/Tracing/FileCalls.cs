using System.Text;
using static Kale.PowerLoss.Tests.Tracing.SystemCalls;

namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>Turns the system calls of one program into operations on the files of one directory.</summary>
internal sealed class FileCalls(int process, string directory) : IDisposable
{
    private const int Create = 0x40; // O_CREAT
    private const int Empty = 0x200; // O_TRUNC
    private readonly TracedMemory _memory = new(process);
    private readonly HashSet<string> _there = [];
    private readonly StringBuilder _said = new();
    private readonly string _output = new FileInfo($"/proc/{process}/fd/1").LinkTarget!;

    public List<Operation> Operations { get; } = [];

    /// <summary>How often it was asked what a path is or how long, whether or not there was anything.</summary>
    public Dictionary<string, int> Questions { get; } = [];

    /// <summary>What of a call has to be looked at before it is made; null: nothing of it matters.</summary>
    public SystemCall? Enter(SystemCallStop entry)
    {
        var (number, a, b, c, d) =
            (entry.Number, entry.Argument(0), entry.Argument(1), entry.Argument(2), entry.Argument(3));
        return number switch
        {
            Write or PWrite or WriteV or PWriteV or PWriteV2 or FSync or FDataSync or FTruncate or FAllocate =>
                OnFile(number, a, a, b, c, d),
            SendFile => OnFile(number, a, a, b, c, d),
            CopyFileRange => OnFile(number, c, a, b, c, d),
            Open => OnName(number, _memory.Path(-100, a), flags: b),
            Creat => OnName(number, _memory.Path(-100, a), flags: Create | Empty),
            OpenAt => OnName(number, _memory.Path(a, b), flags: c),
            Truncate => OnName(number, _memory.Path(-100, a), flags: b),
            MkDir or RmDir or Unlink => OnName(number, _memory.Path(-100, a)),
            MkDirAt or UnlinkAt => OnName(number, _memory.Path(a, b)),
            Rename or Link => OnNames(number, _memory.Path(-100, a), _memory.Path(-100, b)),
            RenameAt or RenameAt2 or LinkAt => OnNames(number, _memory.Path(a, b), _memory.Path(c, d)),
            SymLink => OnName(number, _memory.Path(-100, b)),
            SymLinkAt => OnName(number, _memory.Path(b, c)),
            Stat or LStat or Access => Asked(_memory.Path(-100, a)),
            StatAt or AccessAt or AccessAt2 or StatX => Asked(_memory.Path(a, b)),
            _ => null,
        };
    }

    /// <summary>A call that succeeded.</summary>
    public void Leave(SystemCall call, long returned)
    {
        switch (call.Number)
        {
            case Open or OpenAt or Creat:
                Opened(call);
                break;
            case Write or PWrite or WriteV or PWriteV or PWriteV2:
                Wrote(call, returned);
                break;
            case SendFile or CopyFileRange when IsInside(call.Path):
                Copied(call.Path, call.Descriptor, returned);
                break;
            case FSync or FDataSync when IsInside(call.Path) || call.Path == directory:
                Operations.Add(new Operation.Sync(Relative(call.Path), call.Begun));
                break;
            case FTruncate when IsInside(call.Path):
                Operations.Add(new Operation.Size(Relative(call.Path), call.Arguments[1]));
                break;
            case Truncate when IsInside(call.Path):
                Operations.Add(new Operation.Size(Relative(call.Path), call.Flags));
                break;
            case MkDir or MkDirAt when IsInside(call.Path):
                Made(call.Path, isDirectory: true);
                break;
            case RmDir or Unlink or UnlinkAt when IsInside(call.Path):
                Operations.Add(new Operation.Remove(Relative(call.Path)));
                Forget(call.Path);
                break;
            case Rename or RenameAt or RenameAt2 or Link or LinkAt when IsInside(call.Path) || IsInside(call.To):
                Named(call);
                break;
            case FAllocate or SymLink or SymLinkAt when IsInside(call.Path):
                throw new NotSupportedException($"System call {call.Number} of {call.Path} is not followed.");
        }
    }

    public void Dispose() => _memory.Dispose();

    private SystemCall OnFile(long number, long descriptor, params long[] arguments) =>
        new(number, _memory.PathOf(descriptor), "", descriptor, 0, arguments, Operations.Count);

    private static SystemCall OnName(long number, string path, long flags = 0) =>
        new(number, path, "", -1, flags, [], 0);

    private static SystemCall OnNames(long number, string from, string to) =>
        new(number, from, to, -1, 0, [], 0);

    private SystemCall? Asked(string path)
    {
        if (IsInside(path))
            Questions[Relative(path)] = Questions.GetValueOrDefault(Relative(path)) + 1;
        return null;
    }

    private void Opened(SystemCall call)
    {
        if (!IsInside(call.Path) || (call.Flags & (Create | Empty)) == 0)
            return;
        if (!_there.Contains(call.Path))
            Made(call.Path, isDirectory: false);
        else if ((call.Flags & Empty) != 0)
            Operations.Add(new Operation.Size(Relative(call.Path), 0));
    }

    private byte[] Written(SystemCall call, long returned) => call.Number is Write or PWrite
        ? _memory.Bytes(call.Arguments[1], returned)
        : _memory.Gathered(call.Arguments[1], call.Arguments[2], returned);

    private void Wrote(SystemCall call, long returned)
    {
        if (call.Path == _output)
            Say(System.Text.Encoding.UTF8.GetString(Written(call, returned)));
        if (!IsInside(call.Path))
            return;
        var offset = call.Number is Write or WriteV
            ? _memory.PositionOf(call.Descriptor) - returned
            : call.Arguments[3];
        Operations.Add(new Operation.Write(Relative(call.Path), offset, Written(call, returned)));
    }

    private void Copied(string path, long descriptor, long count)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (offset, bytes) = (_memory.PositionOf(descriptor) - count, new byte[count]);
        _ = RandomAccess.Read(file, bytes, offset);
        Operations.Add(new Operation.Write(Relative(path), offset, bytes));
    }

    private void Say(string text)
    {
        _said.Append(text);
        var lines = _said.ToString().Split('\n');
        Operations.AddRange(lines[..^1].Select(line => new Operation.Said(line)));
        _said.Clear().Append(lines[^1]);
    }

    private void Made(string path, bool isDirectory)
    {
        Operations.Add(new Operation.Make(Relative(path), isDirectory));
        _there.Add(path);
    }

    private void Named(SystemCall call)
    {
        if (!IsInside(call.Path) || !IsInside(call.To))
            throw new NotSupportedException($"{call.Path} left or entered the directory that is watched.");
        var (from, to) = (Relative(call.Path), Relative(call.To));
        var isLink = call.Number is Link or LinkAt;
        Operations.Add(isLink ? new Operation.Link(from, to) : new Operation.Move(from, to));
        var moved = _there.Where(path => path == call.Path || IsBelow(path, call.Path)).ToList();
        if (!isLink)
            Forget(call.Path);
        _there.UnionWith(moved.Select(path => call.To + path[call.Path.Length..]));
    }

    private void Forget(string path) => _there.RemoveWhere(other => other == path || IsBelow(other, path));

    private bool IsInside(string path) => IsBelow(path, directory)
        && !path.EndsWith(" (deleted)", StringComparison.Ordinal);

    private static bool IsBelow(string path, string directory) =>
        path.StartsWith(directory + '/', StringComparison.Ordinal);

    private string Relative(string path) => Path.GetRelativePath(directory, path);
}

/// <summary>A system call that was entered.</summary>
/// <param name="Number">Which.</param>
/// <param name="Path">Of the file or name.</param>
/// <param name="To">The second name; empty where there is none.</param>
/// <param name="Descriptor">Of the file; -1 where it is named.</param>
/// <param name="Flags">How it is opened; how long it becomes.</param>
/// <param name="Arguments">All others.</param>
/// <param name="Begun">After how many operations.</param>
internal sealed record SystemCall(
    long Number, string Path, string To, long Descriptor, long Flags, long[] Arguments, int Begun);
