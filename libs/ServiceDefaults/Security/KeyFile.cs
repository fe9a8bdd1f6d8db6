using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kale.ServiceDefaults.Security.Limits;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// A file of callers: API keys, of each its SHA-256 alone (keys are drawn at random, so nothing is gained by a slow
/// hash), and subjects of client certificates.
/// </summary>
/// <example><code>
/// { "keys": [ { "name": "web", "scopes": ["search"], "sha256": "9f86…", "expires": "2027-01-01T00:00:00Z",
///               "collections": ["docs"], "limits": { "requestsPerSecond": 50 } },
///             { "name": "pipeline", "scopes": ["index"], "subject": "CN=pipeline, O=Example" } ] }
/// </code></example>
public static class KeyFile
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private const int HashDigits = 64;
    private static readonly string s_scopes = string.Join(", ", ScopeNames.All);

    /// <summary>The callers by what they show.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names the file and what is wrong.</exception>
    public static KeyRing Read(string path, byte[] content)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<KeyList>(content, Json)?.Keys ?? [];
            if (keys.GroupBy(key => key.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new FormatException($"'{twice.Key}' is there twice; give each key a name of its own.");
            return new KeyRing(
                By(keys.Where(IsKey), HashOf, "the key"), By(keys.Where(key => !IsKey(key)), SubjectOf, "the subject"));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException($"The file of API keys '{path}': {e.Message}", e);
        }
    }

    private static Dictionary<string, Caller> By(IEnumerable<KeyEntry> keys, Func<KeyEntry, string> shown, string what)
    {
        var callers = new Dictionary<string, Caller>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (!callers.TryAdd(shown(key), Of(key)))
                throw new FormatException($"'{key.Name}' has {what} of another one.");
        }

        return callers;
    }

    private static bool IsKey(KeyEntry key) => (key.Sha256, key.Subject) switch
    {
        (not null, null) => true,
        (null, not null) => false,
        _ => throw new FormatException(
            $"'{key.Name}' needs either the sha256 of a key or the subject of certificates."),
    };

    private static string HashOf(KeyEntry key) =>
        key.Sha256 is { Length: HashDigits } hash && hash.All(char.IsAsciiHexDigit)
            ? hash.ToLowerInvariant()
            : throw new FormatException(
                $"the sha256 of '{key.Name}' is not 64 hexadecimal digits; 'kale keys new' makes a key and its line.");

    // However its parts are spaced and quoted.
    private static string SubjectOf(KeyEntry key)
    {
        try
        {
            return key.Subject is { Length: > 0 } subject
                ? new X500DistinguishedName(new X500DistinguishedName(subject).RawData).Name
                : throw new FormatException($"the subject of '{key.Name}' is empty.");
        }
        catch (CryptographicException e)
        {
            throw new FormatException(
                $"the subject of '{key.Name}' is '{key.Subject}'; expected a name such as CN=web, O=Example.", e);
        }
    }

    private static Caller Of(KeyEntry key) => new(
        key.Name.Length > 0 ? key.Name : throw new FormatException("a key has an empty name."),
        key.Scopes.Select(scope => ScopeOf(key, scope)).ToHashSet(),
        (key.Collections ?? []).ToHashSet(),
        key.Expires,
        Checked(key));

    private static CallerLimits? Checked(KeyEntry key) => key.Limits is not { } limits
        || Validator.TryValidateObject(limits, new ValidationContext(limits), null, validateAllProperties: true)
            ? key.Limits
            : throw new FormatException($"'{key.Name}' has a limit that is less than 0 or too large.");

    private static Scope ScopeOf(KeyEntry key, string scope) => ScopeNames.Find(scope)
        ?? throw new FormatException($"'{key.Name}' has the scope '{scope}'; there are {s_scopes}.");
}

/// <summary>The file.</summary>
public sealed record KeyList(IReadOnlyList<KeyEntry> Keys);

/// <summary>A caller of the file: who has this key, or comes with a certificate of this subject.</summary>
public sealed record KeyEntry(
    string Name, IReadOnlyList<string> Scopes, string? Sha256 = null, string? Subject = null,
    DateTimeOffset? Expires = null, IReadOnlyList<string>? Collections = null, CallerLimits? Limits = null);

/// <summary>Callers by what they show.</summary>
/// <param name="ByHash">By the SHA-256 of their keys, in lower case.</param>
/// <param name="BySubject">By the subjects of their certificates.</param>
public sealed record KeyRing(
    IReadOnlyDictionary<string, Caller> ByHash, IReadOnlyDictionary<string, Caller> BySubject);
