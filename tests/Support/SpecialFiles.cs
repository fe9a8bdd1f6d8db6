using System.Diagnostics;

namespace Kale.Tests;

/// <summary>What may lie where a file is expected.</summary>
internal static class SpecialFiles
{
    /// <summary>A pipe that nobody writes to or reads from, in the place of whatever is there.</summary>
    public static string MakePipe(string path)
    {
        File.Delete(path);
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
