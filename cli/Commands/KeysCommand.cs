using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Kale.ServiceDefaults.Security;
using Kale.Storage;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary>
/// <c>kale keys</c>: the file of API keys that services read. A key is shown once, when it is made; the file has its
/// hash.
/// </summary>
internal static class KeysCommand
{
    private const int KeyBytes = 32;
    private const string Prefix = "kale_";

    private static readonly Option<FileInfo> s_file = new("--file", "-f")
    {
        Description = "File of API keys (KALE_KEYS; default keys.json).",
        DefaultValueFactory = _ => new FileInfo(Environment.GetEnvironmentVariable("KALE_KEYS") ?? "keys.json"),
    };

    public static Command Create() =>
        new("keys", "API keys: who may search, encode, index, train and operate.") { New(), List(), Remove() };

    private static Command New()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is; the audit log names it." };
        var scopes = new Option<Scope[]>("--scope")
        {
            Description = "What it is for; may be repeated.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var collections = new Option<string[]>("--collection", "-c")
        {
            Description = "The only collection that it may name; may be repeated; default: all.",
        };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "From when on it counts no more, such as 2027-01-01; default: never.",
        };
        var subject = new Option<string?>("--subject")
        {
            Description = "Subject of client certificates, such as CN=web, that count in the place of a key.",
        };
        var command = new Command("new", "Make a key, show it once, and add its hash to the file.")
        {
            name, scopes, collections, expires, subject, s_file,
        };
        command.SetAction(parsed =>
        {
            var key = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
            var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
            var file = parsed.GetValue(s_file)!;
            var certificate = parsed.GetValue(subject);
            var entry = new KeyEntry(
                parsed.GetValue(name)!,
                [.. parsed.GetValue(scopes)!.Select(Word)],
                certificate is null ? hash : null,
                certificate,
                parsed.GetValue(expires),
                parsed.GetValue(collections) is { Length: > 0 } named ? named : null);
            var known = Read(file);
            Write(file, known.Any(other => other.Name == entry.Name)
                ? throw new CliException($"{file} has a key of the name '{entry.Name}' already.")
                : [.. known, entry]);
            if (certificate is not null)
                return ExitCodes.Done;
            Terminal.Error.WriteLine($"The key of '{entry.Name}', which is kept nowhere and shown only now:");
            Console.Out.WriteLine(key);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The keys of the file, by name.") { s_file, CommonOptions.Json };
        command.SetAction(parsed =>
        {
            var keys = Read(parsed.GetValue(s_file)!);
            if (parsed.GetValue(CommonOptions.Json))
                Console.Out.WriteLine(JsonSerializer.Serialize(keys, KeyFile.Json));
            else
                foreach (var key in keys) { Terminal.Out.WriteLine(Line(key)); }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is." };
        var command = new Command("rm", "Take a key out of the file: services know it for two more seconds.")
        {
            name, s_file,
        };
        command.SetAction(parsed =>
        {
            var (file, whose) = (parsed.GetValue(s_file)!, parsed.GetValue(name)!);
            var known = Read(file);
            Write(file, known.All(key => key.Name != whose)
                ? throw new CliException($"{file} has no key of the name '{whose}'.")
                : [.. known.Where(key => key.Name != whose)]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Line(KeyEntry key) =>
        $"{key.Name}: {string.Join(", ", key.Scopes)}"
        + (key.Subject is { } subject ? $", by a certificate of {subject}" : "")
        + (key.Collections is { Count: > 0 } ? $", for {string.Join(", ", key.Collections)} alone" : "")
        + (key.Expires is { } end ? string.Create(CultureInfo.InvariantCulture, $", until {end:u}") : "");

    private static string Word(Scope scope) => scope.ToString().ToLowerInvariant();

    private static IReadOnlyList<KeyEntry> Read(FileInfo file)
    {
        if (!File.Exists(file.FullName))
            return [];
        var content = PlainFile.ReadAllBytes(file.FullName);
        Check(file, content);
        return JsonSerializer.Deserialize<KeyList>(content, KeyFile.Json)!.Keys;
    }

    private static void Write(FileInfo file, IReadOnlyList<KeyEntry> keys)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new KeyList(keys), KeyFile.Json);
        Check(file, content);
        DurableFile.Replace(file.FullName, content);
    }

    private static void Check(FileInfo file, byte[] content)
    {
        try
        {
            KeyFile.Read(file.FullName, content);
        }
        catch (InvalidDataException error)
        {
            throw new CliException(error.Message);
        }
    }
}
