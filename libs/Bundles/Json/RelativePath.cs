namespace Kale.Bundles;

/// <summary>Paths inside a directory, written with slashes. Nothing that leads out of it is one.</summary>
internal static class RelativePath
{
    public static bool IsSafe(string path) =>
        path.Length is > 0 and < 512 && path.Split('/').All(IsFileName);

    public static bool IsFileName(string name) =>
        name.Length is > 0 and < 256 && name != "." && name != ".."
        && !name.AsSpan().ContainsAny('/', '\\', ':') && !name.Any(char.IsControl);
}
