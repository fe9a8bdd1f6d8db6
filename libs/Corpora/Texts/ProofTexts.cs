using System.Security.Cryptography;
using System.Text;

namespace Kale.Corpora.Texts;

/// <summary>
/// Which texts of a corpus students are proved with and never aligned on: every sixteenth, by a hash of what it says,
/// so that Trainer and gate know them without a word between them, wherever the text stands.
/// </summary>
public static class ProofTexts
{
    private const int Every = 16;

    /// <summary>Whether the text is kept for proofs.</summary>
    public static bool Holds(string text) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(TextKey.Of(text)))[0] % Every == 0;
}
