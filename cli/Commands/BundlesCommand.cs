using System.CommandLine;
using Google.Protobuf;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale bundles list|show|rm|gc</c>: what the registry's store holds, what needs it, and its end.</summary>
internal static class BundlesCommand
{
    private const double DefaultKeepDays = 30;
    private const string IdPrefix = "bundle-";

    public static Command Create() => new("bundles", "See and delete the bundles of the registry's store.")
    {
        CreateList(), CreateShow(), CreateRemove(), CreateCollect(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "All bundles: their names, what they take, and what needs them.")
        {
            CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var list = await session.ListBundlesAsync(cancel);
            if (parsed.GetValue(CommonOptions.Json)) { Console.Out.WriteLine(JsonFormatter.Default.Format(list)); }
            else { BundleLists.Print(StoredBundle.From(list)); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var bundle = new Argument<string>("bundle") { Description = "A name, an id, or the beginning of an id." };
        var command = new Command("show", "A bundle: where it comes from, what it takes, and what needs it.")
        {
            bundle, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var found = StoredBundle.Find(
                StoredBundle.From(await session.ListBundlesAsync(cancel)), parsed.GetValue(bundle)!);
            if (parsed.GetValue(CommonOptions.Json))
            {
                var one = new ListBundlesResponse { Bundles = { found.Manifest }, Standings = { found.Standing } };
                Console.Out.WriteLine(JsonFormatter.Default.Format(one));
            }
            else
            {
                BundleLists.Print(found);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var wanted = new Argument<string[]>("bundle or name")
        {
            Description = "Ids of bundles (bundle-…) that nothing needs, or names: a name's bundle stays.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("rm", "Delete bundles that nothing needs, or forget names.")
        {
            wanted, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            foreach (var one in parsed.GetValue(wanted)!)
            {
                Terminal.Out.WriteLine(one.StartsWith(IdPrefix, StringComparison.Ordinal)
                    ? BundleLists.Deleted(await session.DeleteBundleAsync(one, cancel))
                    : $"{one} is forgotten; {(await session.DeleteNameAsync(one, cancel)).BundleId} stays");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateCollect()
    {
        var days = new Option<double>("--keep-days")
        {
            Description = "Bundles that came within so many days stay.",
            DefaultValueFactory = _ => DefaultKeepDays,
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Delete; without it, only tell what would go." };
        var command = new Command("gc", "Delete the bundles that nothing needs and no name points to.")
        {
            days, yes, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var collection = new BundleCollection(session, KeepDays(parsed.GetValue(days)));
            await (parsed.GetValue(yes) ? collection.DeleteAsync(cancel) : collection.TellAsync(cancel));
            return ExitCodes.Done;
        });
        return command;
    }

    private static TimeSpan KeepDays(double days) => days is >= 0 and <= 36_500
        ? TimeSpan.FromDays(days)
        : throw new CliException($"--keep-days {days}: expected days, 0 or more.", ExitCodes.Usage);
}
