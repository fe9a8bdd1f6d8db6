using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// A file of API keys, of each its SHA-256 alone: keys are drawn at random, so nothing is gained by a slow hash.
/// </summary>
/// <example><code>
/// { "keys": [ { "name": "web", "sha256": "9f86…", "scopes": ["search"], "expires": "2027-01-01T00:00:00Z",
///               "collections": ["docs"] } ] }
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
    private static readonly string s_scopes =
        string.Join(", ", Enum.GetNames<Scope>().Select(name => name.ToLowerInvariant()));

    /// <summary>The callers by the hash of their keys, in lower case.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names the file and what is wrong.</exception>
    public static IReadOnlyDictionary<string, Caller> Read(string path, byte[] content)
    {
        try
        {
            var callers = new Dictionary<string, Caller>();
            foreach (var key in JsonSerializer.Deserialize<KeyList>(content, Json)?.Keys ?? [])
            {
                if (!callers.TryAdd(HashOf(key), Of(key)))
                    throw new FormatException($"'{key.Name}' has the key of another one.");
            }

            return callers.Values.GroupBy(caller => caller.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? throw new FormatException($"'{twice.Key}' is there twice; give each key a name of its own.")
                : callers;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException($"The file of API keys '{path}': {e.Message}", e);
        }
    }

    private static string HashOf(KeyEntry key) =>
        key.Sha256.Length == HashDigits && key.Sha256.All(char.IsAsciiHexDigit)
            ? key.Sha256.ToLowerInvariant()
            : throw new FormatException(
                $"the sha256 of '{key.Name}' is not 64 hexadecimal digits; 'kale keys new' makes a key and its line.");

    private static Caller Of(KeyEntry key) => new(
        key.Name.Length > 0 ? key.Name : throw new FormatException("a key has an empty name."),
        key.Scopes.Select(scope => ScopeOf(key, scope)).ToHashSet(),
        (key.Collections ?? []).ToHashSet(),
        key.Expires);

    private static Scope ScopeOf(KeyEntry key, string scope) =>
        Enum.TryParse<Scope>(scope, ignoreCase: true, out var known) && !char.IsAsciiDigit(scope[0])
            ? known
            : throw new FormatException($"'{key.Name}' has the scope '{scope}'; there are {s_scopes}.");
}

/// <summary>The file.</summary>
public sealed record KeyList(IReadOnlyList<KeyEntry> Keys);

/// <summary>A key of the file.</summary>
public sealed record KeyEntry(
    string Name, string Sha256, IReadOnlyList<string> Scopes, DateTimeOffset? Expires = null,
    IReadOnlyList<string>? Collections = null);
