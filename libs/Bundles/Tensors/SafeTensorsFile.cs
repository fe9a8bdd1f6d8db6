using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kale.Bundles;

/// <summary>
/// An open safetensors file, its header checked; tensors are read one by one.
/// Format: 8 bytes little-endian length of the header, the header in JSON, the tensors' bytes.
/// </summary>
internal sealed class SafeTensorsFile : IDisposable
{
    // A tensor has some hundred bytes there: room for ten thousands. What is parsed takes many times as much memory,
    // beside the encoders that serve.
    private const int MaxHeader = 4 << 20;
    private readonly SafeFileHandle _handle;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafeTensorsEntry> _entries;

    private SafeTensorsFile(string path, SafeFileHandle handle)
    {
        (Path, _handle) = (path, handle);
        var length = RandomAccess.GetLength(handle);
        var header = ReadHeader(length);
        _dataStart = 8 + header.Length;
        var entries = SafeTensorsHeader.Parse(path, header, length - _dataStart);
        _entries = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Names = [.. entries.Select(e => e.Name)];
        Size = new TensorFileSize(entries.Sum(e => Tensor.CountOf(e.Shape)), header.Length);
    }

    /// <summary>What it holds.</summary>
    public TensorFileSize Size { get; }

    public string Path { get; }

    /// <summary>The tensors' names, in the order they lie in the file.</summary>
    public IReadOnlyList<string> Names { get; }

    public static SafeTensorsFile Open(string path)
    {
        var handle = FileAccessor.OpenHandle(path);
        try
        {
            return new SafeTensorsFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor as float32, whatever floating type it is stored in.</summary>
    public Tensor Read(string name)
    {
        var entry = _entries[name];
        var count = Tensor.CountOf(entry.Shape);
        if (count > Array.MaxLength)
        {
            throw new BundleException(BundleError.Unsupported, $"{Path}: tensor '{name}' has {count} values; "
                + "too many.");
        }

        var data = new float[count];
        Fill(entry, data);
        return new Tensor(name, entry.Shape, data);
    }

    public void Dispose() => _handle.Dispose();

    private void Fill(SafeTensorsEntry entry, float[] data)
    {
        switch (entry.Type)
        {
            case "F32":
                ReadExactly(MemoryMarshal.AsBytes(data.AsSpan()), _dataStart + entry.Begin);
                break;
            case "F16":
                ReadHalves(entry, data, bits => (float)BitConverter.UInt16BitsToHalf(bits));
                break;
            case "BF16":
                ReadHalves(entry, data, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
                break;
            default:
                throw new BundleException(
                    BundleError.Unsupported,
                    $"{Path}: tensor '{entry.Name}' is of type {entry.Type}; save the weights as F32, F16 or BF16.");
        }
    }

    private void ReadHalves(SafeTensorsEntry entry, float[] data, Func<ushort, float> widen)
    {
        var buffer = new ushort[Math.Min(data.Length, 1 << 16)];
        for (var done = 0; done < data.Length;)
        {
            var part = buffer.AsSpan(0, Math.Min(buffer.Length, data.Length - done));
            ReadExactly(MemoryMarshal.AsBytes(part), _dataStart + entry.Begin + (2L * done));
            foreach (var bits in part)
            {
                data[done++] = widen(bits);
            }
        }
    }

    private byte[] ReadHeader(long length)
    {
        Span<byte> size = stackalloc byte[8];
        if (length < 8)
        {
            throw Damaged($"has only {length} bytes");
        }

        ReadExactly(size, 0);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (count > (ulong)(length - 8))
        {
            throw OfAnotherFormat(size)
                ?? Damaged($"says that its header has {count} bytes, but the file has {length}");
        }

        if (count > MaxHeader)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{Path}: its header has {count} bytes; at most {MaxHeader} are read, which is room for more tensors "
                    + "than any encoder has.");
        }

        var header = new byte[count];
        ReadExactly(header, 8);
        return header;
    }

    private void ReadExactly(Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, target, offset);
            if (read == 0)
            {
                throw Damaged($"ends at byte {offset}");
            }

            target = target[read..];
            offset += read;
        }
    }

    private BundleException? OfAnotherFormat(ReadOnlySpan<byte> head)
    {
        var what = head.StartsWith("PK\u0003\u0004"u8) || head is [0x80, 0x02, ..]
            ? "PyTorch's own format; save the weights with transformers' save_pretrained(…, safe_serialization=True)"
            : head.StartsWith("<"u8) ? "a web page; download the file itself"
            : null;
        return what is null ? null : new BundleException(
            BundleError.Corrupt, $"{Path}: is no safetensors file but {what}.");
    }

    private BundleException Damaged(string what) =>
        new(BundleError.Corrupt, $"{Path}: the file {what}. It is no complete safetensors file; get it anew.");
}
