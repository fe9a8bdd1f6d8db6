using System.Net.Sockets;
using System.Security.Cryptography;
using Kale.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// The one table of what goes wrong at a start by somebody's mistake: in the options, or in what they point to. Domain
/// exceptions are declared by the services, in their <see cref="ErrorRows"/>.
/// </summary>
internal static class StartMistakes
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";
    private const string Configuration = "Microsoft.Extensions.Configuration";

    /// <summary>A message for each mistake; null when the exception is a failure of another kind.</summary>
    public static IReadOnlyList<string>? In(Exception exception, ErrorTable? declared) =>
        Find(exception, declared) is { } mistakes ? [.. mistakes.Distinct()] : null;

    private static IEnumerable<string>? Find(Exception exception, ErrorTable? declared) => exception switch
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
        var mistakes = exceptions.Select(exception => Find(exception, declared)).ToList();
        return mistakes.Contains(null) ? null : mistakes.SelectMany(each => each!);
    }
}
