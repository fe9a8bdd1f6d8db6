using System.Text;
using Kale.LocalQdrant.Storage;

namespace Kale.LocalQdrant.Filters;

/// <summary>A set of strings that is asked with UTF-8 bytes.</summary>
internal sealed class Utf8Set
{
    private readonly ILookup<uint, byte[]> _byHash;

    public Utf8Set(IEnumerable<string> strings) =>
        _byHash = strings.Select(Encoding.UTF8.GetBytes).ToLookup(bytes => FileFormat.Crc(0, bytes));

    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        foreach (var candidate in _byHash[FileFormat.Crc(0, utf8)])
        {
            if (utf8.SequenceEqual(candidate))
                return true;
        }
        return false;
    }
}
