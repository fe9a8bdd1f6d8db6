using System.CommandLine;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale spaces</c>: the embedding spaces that routes can speak.</summary>
internal static class SpacesCommand
{
    public static Command Create() => new("spaces", "List or register embedding spaces.")
    {
        CreateList(), CreateRegister(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "The registered spaces.") { CommonOptions.Server };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var table = new Table()
                .Border(TableBorder.Simple)
                .AddColumns("space", "context", "reference", "probes");
            foreach (var space in
                (await session.Client.ListSpacesAsync(new ListSpacesRequest(), cancellationToken: cancel)).Spaces)
            {
                table.AddRow(
                    space.SpaceId,
                    RolloutText.Short(space.ContextBundleId),
                    RolloutText.Short(space.ReferenceQueryBundleId),
                    $"{space.Probes}");
            }
            Terminal.Out.Write(table);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRegister()
    {
        var context = new Argument<string>("context")
        {
            Description = "Bundle that encodes the documents: a name or id in the registry's store.",
            DefaultValueFactory = _ => ImportCommand.DefaultEncoder,
        };
        var reference = new Option<string?>("--reference")
        {
            Description = "Bundle that query encoders are aligned to; default: the context bundle.",
        };
        var command = new Command("register", "Register the space of a context bundle and its reference query bundle.")
        {
            context, reference, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var documents = parsed.GetValue(context)!;
            var request = new RegisterSpaceRequest
            {
                ContextBundleId = documents,
                ReferenceQueryBundleId = parsed.GetValue(reference) ?? documents,
            };
            var space = await session.Client.RegisterSpaceAsync(request, cancellationToken: cancel);
            Terminal.Out.WriteLine($"{space.SpaceId}: {space.Probes} probes");
            return ExitCodes.Done;
        });
        return command;
    }
}
