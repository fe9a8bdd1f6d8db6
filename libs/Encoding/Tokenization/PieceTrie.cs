using System.Numerics;
using Kale.Bundles;

namespace Kale.Encoding.Tokenization;

/// <summary>
/// The vocabulary as a trie over UTF-16 units. All edges lie in one open-addressing table, an edge in eight bytes:
/// node (24 bits), unit (16 bits), next node (24 bits).
/// </summary>
internal sealed class PieceTrie
{
    private const int NodeBits = 24, UnitBits = 16;
    private const int None = -1, Root = 0;
    private readonly ulong[] _edges;
    private readonly int[] _tokens;
    private readonly int _shift;
    private readonly int _continuation;
    private int _nodes = 1;

    public PieceTrie(Vocabulary vocabulary, string continuationPrefix)
    {
        var units = vocabulary.Tokens.Sum(token => token.Length);
        if (units >= 1 << NodeBits)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"A vocabulary of {units:N0} characters is too long; {1 << NodeBits:N0} is the limit.");
        }

        var nodes = Nodes(vocabulary);
        var bits = BitOperations.Log2((uint)nodes) + 2;
        (_shift, _edges, _tokens) = (64 - bits, new ulong[1 << bits], new int[nodes]);
        Array.Fill(_tokens, None);
        for (var id = 0; id < vocabulary.Count; id++)
        {
            Add(vocabulary.Tokens[id], id);
        }

        _continuation = Walk(continuationPrefix);
    }

    /// <summary>Where <see cref="Follow"/> begins.</summary>
    public static int Start => Root;

    /// <summary>The node behind this unit; negative if no token goes on so.</summary>
    public int Follow(int node, char unit) => Next(node, unit);

    /// <summary>The token that ends at the node; negative if none does.</summary>
    public int TokenAt(int node) => _tokens[node];

    /// <summary>The longest token that begins the word (or goes on in it); -1 where there is none.</summary>
    public int Longest(ReadOnlySpan<char> word, bool goesOn, out int length)
    {
        var (found, node) = (None, goesOn ? _continuation : Root);
        length = 0;
        for (var i = 0; i < word.Length && node != None; i++)
        {
            node = Next(node, word[i]);
            if (node != None && _tokens[node] != None)
            {
                (found, length) = (_tokens[node], i + 1);
            }
        }

        return found;
    }

    /// <summary>
    /// Adds a word's pieces, greedily the longest first; one with a rest that has no piece is unknown as a whole.
    /// </summary>
    public void AddPieces(ReadOnlySpan<char> word, int unknownId, TokenSink sink)
    {
        var before = sink.Count;
        while (!word.IsEmpty)
        {
            var id = Longest(word, sink.Count > before, out var length);
            if (id < 0)
            {
                sink.Rewind(before);
                sink.Add(unknownId);
                return;
            }

            sink.Add(id);
            word = word[length..];
        }
    }

    // A token needs a node for each unit that it does not share with the one before it in order.
    private static int Nodes(Vocabulary vocabulary)
    {
        var (nodes, before) = (1, "");
        foreach (var token in vocabulary.Tokens.Order(StringComparer.Ordinal))
        {
            nodes += token.Length - before.AsSpan().CommonPrefixLength(token);
            before = token;
        }

        return nodes;
    }

    private void Add(string token, int id)
    {
        var node = Root;
        foreach (var unit in token)
        {
            var next = Next(node, unit);
            node = next == None ? Connect(node, unit) : next;
        }

        if (node != Root)
        {
            _tokens[node] = id;
        }
    }

    private int Connect(int node, char unit)
    {
        var key = Key(node, unit);
        var slot = Slot(key);
        while (_edges[slot] != 0)
        {
            slot = (slot + 1) & (_edges.Length - 1);
        }

        _edges[slot] = (key << NodeBits) | (uint)_nodes;
        return _nodes++;
    }

    // No edge leads to the root, so an empty slot is zero.
    private int Next(int node, char unit)
    {
        var key = Key(node, unit);
        var edges = _edges;
        for (var slot = Slot(key); ; slot = (slot + 1) & (edges.Length - 1))
        {
            var edge = edges[slot];
            if (edge >> NodeBits == key && edge != 0)
            {
                return (int)(edge & ((1 << NodeBits) - 1));
            }

            if (edge == 0)
            {
                return None;
            }
        }
    }

    private int Walk(string text)
    {
        var node = Root;
        foreach (var unit in text)
        {
            if (node != None)
            {
                node = Next(node, unit);
            }
        }

        return node;
    }

    private static ulong Key(int node, char unit) => ((ulong)(uint)node << UnitBits) | unit;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);
}
