using System.Net.Sockets;
using System.Security.Cryptography;
using Kale.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

/// <summary>An application cannot start as it is configured; the message has a line for each mistake.</summary>
public sealed class MisconfiguredException : Exception
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";
    private const string Configuration = "Microsoft.Extensions.Configuration";

    internal MisconfiguredException(IEnumerable<string> mistakes, Exception? inner = null)
        : base(string.Join('\n', mistakes.Distinct()), inner)
    {
    }

    /// <summary>What is wrong, and what to do.</summary>
    public IReadOnlyList<string> Mistakes => Message.Split('\n');

    /// <summary>What somebody's mistake has led to, in words; null when it is a failure of another kind.</summary>
    public static MisconfiguredException? From(Exception exception, ErrorTable? declared = null) =>
        exception as MisconfiguredException ?? (MistakesIn(exception, declared) is { } mistakes
            ? new MisconfiguredException(mistakes, exception)
            : null);

    /// <summary>
    /// The one table of what goes wrong at a start by somebody's mistake: in the options, or in what they point to.
    /// Domain exceptions are declared by the services, in the <see cref="ErrorTable"/>.
    /// </summary>
    private static IEnumerable<string>? MistakesIn(Exception exception, ErrorTable? declared) => exception switch
    {
        MisconfiguredException known => known.Mistakes,
        OptionsValidationException validation => validation.Failures,
        AggregateException several => All(several.InnerExceptions, declared),
        InvalidOperationException { Source: Configuration + ".Binder" or Kestrel } => [exception.Message],
        FormatException { Source: Configuration + ".CommandLine" or "Microsoft.AspNetCore.Http" or Kestrel } =>
            [exception.Message],
        // A file of settings that is no JSON; the innermost exception knows the line.
        InvalidDataException { Source: Configuration + ".FileExtensions" } =>
            [$"{exception.Message} {exception.GetBaseException().Message}"],
        // The last: certificates that cannot be opened.
        IOException or UnauthorizedAccessException or SocketException or CryptographicException => [exception.Message],
        _ when declared?.IsMisconfiguration(exception) == true => [exception.Message],
        _ => null,
    };

    private static IEnumerable<string>? All(IReadOnlyCollection<Exception> exceptions, ErrorTable? declared)
    {
        var mistakes = exceptions.Select(exception => MistakesIn(exception, declared)).ToList();
        return mistakes.Contains(null) ? null : mistakes.SelectMany(each => each!);
    }
}
