namespace Kale.Cli.Serving;

/// <summary>Directories with names, from <c>name=directory</c>.</summary>
internal static class NamedDirectories
{
    /// <exception cref="CliException">No such form, a name twice, or no such directory.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> options)
    {
        var directories = new Dictionary<string, string>();
        foreach (var option in options)
        {
            var (name, directory) = Split(option);
            if (!Directory.Exists(directory))
            {
                throw new CliException(
                    $"--data-root {option}: there is no directory '{directory}'.", ExitCodes.Usage);
            }
            if (!directories.TryAdd(name, Path.GetFullPath(directory)))
            {
                throw new CliException($"--data-root {option}: '{name}' was given before.", ExitCodes.Usage);
            }
        }
        return directories;
    }

    private static (string Name, string Directory) Split(string option) =>
        option.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } directory]
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? (name, directory)
            : throw new CliException(
                $"--data-root '{option}': expected name=directory, such as corpora=/srv/corpora; "
                + "names are letters, digits, '-', '_' and '.'.",
                ExitCodes.Usage);
}
