using System.Text;

namespace Kale.LocalQdrant.Filters;

/// <summary>A set of strings that is asked with UTF-8 bytes.</summary>
internal sealed class Utf8Set
{
    private readonly ILookup<int, byte[]> _byHash;

    public Utf8Set(IEnumerable<string> strings) =>
        _byHash = strings.Select(Encoding.UTF8.GetBytes).ToLookup(bytes => Hash(bytes));

    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        foreach (var candidate in _byHash[Hash(utf8)])
        {
            if (utf8.SequenceEqual(candidate))
                return true;
        }
        return false;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}
