using System.Buffers.Binary;
using System.Text;

namespace Kale.Bundles;

/// <summary>
/// SentencePiece's precompiled_charsmap: a double-array trie (Aoe 1989, as Darts lays it out) of UTF-8 spellings, and
/// the texts they become. It is followed once through when it is read, so that no text leads out of it.
/// </summary>
public sealed class CharsMap
{
    private const int MaxUnits = 1 << 22;
    private readonly uint[] _units;
    private readonly byte[] _texts;
    private readonly Dictionary<int, string> _known = [];

    private CharsMap(uint[] units, byte[] texts) => (_units, _texts) = (units, texts);

    /// <summary>What the shortest beginning of the characters becomes that the map knows; null if none.</summary>
    /// <param name="characters">UTF-8.</param>
    public string? Find(ReadOnlySpan<byte> characters)
    {
        var node = Offset(_units[0]);
        foreach (var b in characters)
        {
            var at = node ^ b;
            if (b == 0 || Label(_units[at]) != b) { return null; }
            node = at ^ Offset(_units[at]);
            if (HasLeaf(_units[at])) { return _known[Value(_units[node])]; }
        }

        return null;
    }

    /// <summary>Reads the base64 of a Precompiled normalizer.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    internal static CharsMap Read(JsonFile step, string key)
    {
        try
        {
            return Of(Convert.FromBase64String(step.Get<string>(key)));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{step.Path}: {key} is damaged: {e.Message} Get the file anew.", e);
        }
    }

    private static CharsMap Of(byte[] bytes)
    {
        var size = bytes.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size == 0 || size % sizeof(uint) != 0 || size > bytes.Length - sizeof(uint)
            || size / sizeof(uint) > MaxUnits)
        {
            throw new FormatException($"it says {size} bytes of trie and has {bytes.Length} in all.");
        }

        var units = new uint[size / sizeof(uint)];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((i + 1) * sizeof(uint)));
        }

        var map = new CharsMap(units, bytes[(sizeof(uint) + (int)size)..]);
        map.Follow();
        return map;
    }

    // Every node that text can lead to, once: bytes of text are compared with 255 units around a node.
    private void Follow()
    {
        var seen = new bool[_units.Length];
        var open = new Stack<int>();
        Enter(Offset(_units[0]), seen, open);
        while (open.TryPop(out var node))
        {
            for (var b = 1; b < 256; b++)
            {
                var unit = _units[node ^ b];
                if (Label(unit) != b) { continue; }
                var next = (node ^ b) ^ Offset(unit);
                Enter(next, seen, open);
                if (HasLeaf(unit)) { Know(Value(_units[next])); }
            }
        }
    }

    private void Enter(int node, bool[] seen, Stack<int> open)
    {
        if ((node | 0xFF) >= _units.Length || node < 0)
        {
            throw new FormatException($"its trie leads to {node}, outside of its {_units.Length} units.");
        }

        if (!seen[node])
        {
            seen[node] = true;
            open.Push(node);
        }
    }

    private void Know(int place)
    {
        if (_known.ContainsKey(place)) { return; }
        if (place >= _texts.Length)
        {
            throw new FormatException($"it points to byte {place} of {_texts.Length}.");
        }

        var text = _texts.AsSpan(place);
        var end = text.IndexOf((byte)0);
        _known.Add(place, s_strict.GetString(end < 0 ? text : text[..end]));
    }

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private static bool HasLeaf(uint unit) => (unit >> 8 & 1) == 1;

    private static int Value(uint unit) => (int)(unit & 0x7FFFFFFF);

    private static uint Label(uint unit) => unit & 0x800000FF;

    private static int Offset(uint unit) => (int)(unit >> 10 << (int)((unit & (1u << 9)) >> 6));
}
