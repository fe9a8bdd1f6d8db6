using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>What the arguments of a stopped program's system calls mean.</summary>
internal sealed class TracedMemory(int process) : IDisposable
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int MaxPath = 4096;
    private readonly SafeFileHandle _memory = File.OpenHandle($"/proc/{process}/mem");

    public byte[] Bytes(long address, long count)
    {
        var bytes = new byte[count];
        var read = RandomAccess.Read(_memory, bytes, address);
        return read == count ? bytes : bytes[..read];
    }

    /// <summary>The buffers of a call that writes several.</summary>
    public byte[] Gathered(long vectors, long count, long written)
    {
        var list = Bytes(vectors, count * 16);
        var parts = Enumerable.Range(0, (int)count).SelectMany(i => Bytes(
            BinaryPrimitives.ReadInt64LittleEndian(list.AsSpan(i * 16)),
            BinaryPrimitives.ReadInt64LittleEndian(list.AsSpan((i * 16) + 8))));
        return [.. parts.Take((int)written)];
    }

    /// <summary>A path argument, absolute.</summary>
    public string Path(long directory, long address)
    {
        var bytes = Bytes(address, MaxPath);
        var text = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Max(0, bytes.AsSpan().IndexOf((byte)0))));
        var start = (int)directory == CurrentDirectory ? LinkOf("cwd") : PathOf(directory);
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(start, text));
    }

    /// <summary>The present name of an open file.</summary>
    public string PathOf(long descriptor) => LinkOf($"fd/{(int)descriptor}");

    /// <summary>Where the next byte of an open file would go.</summary>
    public long PositionOf(long descriptor)
    {
        var line = File.ReadLines($"/proc/{process}/fdinfo/{(int)descriptor}").First();
        return long.Parse(line["pos:".Length..].Trim());
    }

    public void Dispose() => _memory.Dispose();

    private string LinkOf(string what) => new FileInfo($"/proc/{process}/{what}").LinkTarget ?? "";
}
