using System.Text;

namespace Kale.Encoding.Tests.Tokenization.Pipelines;

/// <summary>Writes a precompiled_charsmap, with a block of 256 units for each node of its trie.</summary>
internal static class DoubleArray
{
    private const uint HasLeaf = 1u << 8, IsLeaf = 1u << 31;
    private const int Block = 256;

    public static byte[] Write(IEnumerable<(string From, string Into)> mappings)
    {
        var (units, texts, free) = (new List<uint>(new uint[2 * Block]), new MemoryStream(), 2);
        units[0] = Offset(0, Block);
        foreach (var (from, into) in mappings)
        {
            var node = Block;
            foreach (var b in System.Text.Encoding.UTF8.GetBytes(from))
            {
                if ((byte)units[node ^ b] != b)
                {
                    units.AddRange(new uint[Block]);
                    units[node ^ b] = b | Offset(node ^ b, free++ * Block);
                }

                (units[node ^ b], node) = (units[node ^ b], (node ^ b) ^ Target(units[node ^ b]));
            }

            units[node] = IsLeaf | (uint)texts.Length;
            Mark(units, node);
            texts.Write(System.Text.Encoding.UTF8.GetBytes(into + "\0"));
        }

        var bytes = new MemoryStream();
        bytes.Write(BitConverter.GetBytes(units.Count * sizeof(uint)));
        units.ForEach(unit => bytes.Write(BitConverter.GetBytes(unit)));
        texts.WriteTo(bytes);
        return bytes.ToArray();
    }

    // The unit that leads to a node says that something ends there.
    private static void Mark(List<uint> units, int node)
    {
        for (var at = Block; at < units.Count; at++)
        {
            if ((units[at] & IsLeaf) == 0 && units[at] != 0 && (at ^ Target(units[at])) == node)
            {
                units[at] |= HasLeaf;
            }
        }
    }

    private static uint Offset(int from, int to) => (uint)(from ^ to) << 10;

    private static int Target(uint unit) => (int)(unit >> 10);
}
