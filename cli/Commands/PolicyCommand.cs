using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Kale.Cli.Rollouts;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary>
/// <c>kale releases policy</c>: what candidates of a route must show, and another bar for the next ones.
/// </summary>
internal static class PolicyCommand
{
    private static readonly Option<double?> s_maxLoss = Share(
        "--max-loss", "Largest loss of nDCG@10 on any live collection, estimated by its own texts; default 0.04.");

    private static readonly Option<double?> s_minOverlap = Share(
        "--min-overlap", "Smallest overlap@10 with the active encoder, in gate and traffic; default 0.4.");

    private static readonly Option<double?> s_minProbesFound = Share(
        "--min-probes-found", "Smallest share of the space's probes that are recognised; default 0.5.");

    private static readonly Option<double?> s_minProbeCosine = Share(
        "--min-probe-cosine", "Smallest cosine of each probe to the reference; default -1: none is asked for.");

    private static readonly Option<double?> s_maxLostWords = Share(
        "--max-lost-words", "Largest share of a collection's words without their meaning; default 0.003.");

    private static readonly Option<bool?> s_acceptUnproved = new("--accept-unproved")
    {
        Description = "A collection with too few texts to prove anything on stops no candidate; default false.",
    };

    private static readonly Option<bool?> s_direct = new("--allow-direct-promotion")
    {
        Description = "A candidate that passed the gate may become active without shadow and canary; default false.",
    };

    public static Command Create()
    {
        var command = new Command(
            "policy", "Show what candidates must show; with options, change it. The audit log keeps who, when and why.")
        {
            s_maxLoss, s_minOverlap, s_minProbesFound, s_minProbeCosine, s_maxLostWords, s_acceptUnproved, s_direct,
            RouteOptions.Route, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var session = new RegistrySession(parsed);
            var wish = Read(parsed);
            var route = wish.CalculateSize() == 0
                ? await session.GetAsync(cancel)
                : await session.SetPolicyAsync(wish, cancel);
            foreach (var field in RoutePolicy.Descriptor.Fields.InFieldNumberOrder())
            {
                Terminal.Out.WriteLine($"{field.Name,-28}{Text(field.Accessor.GetValue(route.Policy))}");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static RoutePolicy Read(ParseResult parsed)
    {
        var wish = new RoutePolicy();
        void Set<T>(Option<T?> option, Action<T> set)
            where T : struct
        {
            if (parsed.GetValue(option) is { } value) { set(value); }
        }
        Set(s_maxLoss, value => wish.MaxLoss = value);
        Set(s_minOverlap, value => wish.MinOverlapAt10 = value);
        Set(s_minProbesFound, value => wish.MinProbesFound = value);
        Set(s_minProbeCosine, value => wish.MinProbeCosine = value);
        Set(s_maxLostWords, value => wish.MaxLostWords = value);
        Set(s_acceptUnproved, value => wish.AcceptUnproved = value);
        Set(s_direct, value => wish.AllowDirectPromotion = value);
        return wish;
    }

    private static string Text(object? value) =>
        value is IFormattable number and not IMessage
            ? number.ToString(null, CultureInfo.InvariantCulture)
            : $"{value}".Trim('"');

    private static Option<double?> Share(string name, string description) => new(name) { Description = description };
}
