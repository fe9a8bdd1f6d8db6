using System.Collections.Frozen;

namespace Kale.Bundles;

/// <summary>The pieces of a WordPiece tokenizer; a token's place in the list is its id.</summary>
public sealed record Vocabulary
{
    private readonly FrozenDictionary<string, int> _ids;

    /// <summary>A vocabulary of these tokens.</summary>
    /// <exception cref="BundleException">A token occurs twice.</exception>
    public Vocabulary(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
        {
            if (!ids.TryAdd(tokens[id], id))
            {
                throw new BundleException(
                    BundleError.Corrupt, $"The vocabulary has '{tokens[id]}' twice: ids {ids[tokens[id]]} and {id}.");
            }
        }

        (Tokens, _ids) = (tokens, ids.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The number of tokens.</summary>
    public int Count => Tokens.Count;

    /// <summary>Whether the token is in the vocabulary, and its id.</summary>
    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>The token's id.</summary>
    /// <exception cref="BundleException">It is not in the vocabulary.</exception>
    public int IdOf(string token) => TryGetId(token, out var id)
        ? id
        : throw new BundleException(BundleError.Missing, $"The vocabulary has no '{token}'.");

    /// <summary>Equal when the tokens are.</summary>
    public bool Equals(Vocabulary? other) => ReferenceEquals(this, other)
        || (other is not null && Tokens.SequenceEqual(other.Tokens, StringComparer.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Count == 0 ? 0 : HashCode.Combine(Count, Tokens[0].GetHashCode(StringComparison.Ordinal));
}
