using System.Diagnostics;
using System.Xml.Linq;

namespace Kale.Architecture.Tests;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static readonly string Root = Checkout.Root;

    /// <summary>Folders of product code; everything else is tests, tools and documents.</summary>
    private static readonly string[] ProductFolders = ["protos", "libs", "services", "cli"];

    public static IReadOnlyList<string> ProductProjects { get; } =
    [
        .. ProductFolders
            .Select(folder => Path.Combine(Root, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Project files that a project references directly, relative to the root.</summary>
    public static IReadOnlyList<string> References(string project)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Root, project))!;
        return
        [
            .. XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference")
                .Select(reference => Path.GetFullPath(Path.Combine(directory, reference.Attribute("Include")!.Value)))
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')),
        ];
    }

    /// <summary>The files git keeps, in a checkout that belongs to another user too.</summary>
    public static IReadOnlyList<string> TrackedFiles() =>
        Run("git", "-c", "safe.directory=*", "ls-files", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
    }
}
