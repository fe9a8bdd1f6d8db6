using System.CommandLine;
using System.CommandLine.Parsing;
using Grpc.Core;
using Kale.Bundles;
using Kale.Corpora;
using Kale.Encoding;
using Spectre.Console;

namespace Kale.Cli;

/// <summary>Runs a command line and turns every failure into one clear message and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        AddConnectionOptions(root);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Fail(
                $"{string.Join('\n', parsed.Errors.Select(error => error.Message))}\n"
                + $"See '{NameOf(parsed.CommandResult)} --help'.",
                ExitCodes.Usage);
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CliException error)
        {
            return Fail(error.Message, error.ExitCode);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled)
        {
            return Fail("Interrupted.", ExitCodes.Interrupted);
        }
        catch (RpcException error)
        {
            var described = RpcErrors.Describe(
                error, parsed.GetValue(CommonOptions.Server) ?? ServerConnection.DefaultAddress);
            return Fail(described.Message, described.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return Fail("Interrupted.", ExitCodes.Interrupted);
        }
        catch (Exception error)
            when (error is BundleException or EncodingException or CorpusException or IOException
                or UnauthorizedAccessException)
        {
            return Fail(error.Message, ExitCodes.Failed);
        }
    }

    private static void AddConnectionOptions(Command command)
    {
        if (command.Options.Contains(CommonOptions.Server))
        {
            command.Options.Add(CommonOptions.Timeout);
            command.Options.Add(CommonOptions.ApiKey);
            command.Options.Add(CommonOptions.Ca);
            command.Options.Add(CommonOptions.Certificate);
            command.Options.Add(CommonOptions.CertificateKey);
        }
        foreach (var inner in command.Subcommands) { AddConnectionOptions(inner); }
    }

    // With the commands it is below: kale jobs list.
    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "kale";

    private static int Fail(string message, int exitCode)
    {
        Terminal.Error.MarkupLine($"[red]error:[/] {Markup.Escape(message)}");
        return exitCode;
    }
}
