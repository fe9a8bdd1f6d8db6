using System.Text;

namespace Kale.Bundles;

/// <summary>Strings of files as text: JSON can spell surrogates without their other half.</summary>
internal static class WellFormed
{
    public static string Required(JsonFile file, string key) => Checked(file, key, file.Get<string>(key));

    public static string Checked(JsonFile file, string key, string text) => IsIt(text) ? text
        : throw new BundleException(
            BundleError.Corrupt,
            $"{file.Path}: {key} holds half a surrogate pair, which is no text; get the file anew.");

    private static bool IsIt(string text)
    {
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
