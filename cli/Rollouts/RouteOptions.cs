using System.CommandLine;

namespace Kale.Cli.Rollouts;

/// <summary>Options that the commands about routes share.</summary>
internal static class RouteOptions
{
    public static readonly Option<string> Route = new("--route", "-r")
    {
        Description = "The route.",
        DefaultValueFactory = _ => "default",
    };

    public static readonly Option<string> Reason = new("--reason", "-m")
    {
        Description = "Why, for the audit log or the server's.",
        DefaultValueFactory = _ => "",
    };

    public static readonly Option<double> Share = new("--share")
    {
        Description = "Of searches, more than 0 and at most 1; default: the route's policy's.",
    };
}
