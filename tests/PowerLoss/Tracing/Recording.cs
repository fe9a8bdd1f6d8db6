using System.Diagnostics;

namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>A workload of Program.cs in a process of its own, and what it did with the files of a directory.</summary>
internal static class Recording
{
    public const string Begin = "begin";

    /// <summary>Runs the workload to its end.</summary>
    /// <param name="workload">Its name.</param>
    /// <param name="directory">Empty; what is outside of it is not recorded.</param>
    /// <param name="more">Further arguments.</param>
    public static IReadOnlyList<Operation> Of(string workload, string directory, params string[] more) =>
        Run(workload, directory, more).Operations;

    /// <summary>The same; how often it was asked what each path is.</summary>
    public static IReadOnlyDictionary<string, int> QuestionsOf(
        string workload, string directory, params string[] more) => Run(workload, directory, more).Questions;

    private static FileCalls Run(string workload, string directory, string[] more)
    {
        // By a shell, which waits for the program: the runtime of this process must not see it end before the tracer.
        string[] arguments =
        [
            "-c", "dotnet \"$@\"; exit $?", "sh", "exec", typeof(Recording).Assembly.Location, workload, directory,
            .. more,
        ];
        using var shell = Process.Start(new ProcessStartInfo("sh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var process = int.Parse(shell.StandardOutput.ReadLine() ?? errors.Result);
        var calls = Follow(process, directory, shell);
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, $"{workload}: exit code {shell.ExitCode}\n{output}\n{errors.Result}");
        return calls;
    }

    // On a thread of its own: only the thread that traces may ask.
    private static FileCalls Follow(int process, string directory, Process shell)
    {
        using var calls = new FileCalls(process, directory);
        Exception? failure = null;
        var following = new Thread(() =>
        {
            try
            {
                var tracer = new Tracer(process, calls);
                tracer.Attach();
                shell.StandardInput.WriteLine(Begin);
                tracer.Follow();
            }
            catch (Exception e)
            {
                failure = e;
                shell.Kill(entireProcessTree: true);
            }
        });
        following.Start();
        following.Join();
        return failure is null ? calls : throw new InvalidOperationException("The tracer failed.", failure);
    }
}
