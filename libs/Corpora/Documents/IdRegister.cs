using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kale.Corpora.Documents;

/// <summary>
/// Ids that were seen, and in which line. Sixteen bytes of each one's hash are kept, so that the ids of ten million
/// documents take some hundred megabytes and no two are taken for one.
/// </summary>
public sealed class IdRegister
{
    private readonly Dictionary<UInt128, int> _lines = [];

    /// <summary>How many different ones.</summary>
    public int Count => _lines.Count;

    /// <summary>Whether an id was seen.</summary>
    public bool Contains(string id) => _lines.ContainsKey(Key(id));

    /// <summary>Notes an id; false: it was seen before, in the line that is told.</summary>
    public bool TryAdd(string id, int line, out int before)
    {
        var key = Key(id);
        if (_lines.TryAdd(key, line))
        {
            before = 0;
            return true;
        }

        before = _lines[key];
        return false;
    }

    /// <summary>Notes where an id was seen last.</summary>
    public void Move(string id, int line) => _lines[Key(id)] = line;

    private static UInt128 Key(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
