using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>A key of config.json that an encoder follows: one way in, one way out.</summary>
/// <param name="Names">What it is called; the first is written, any is read.</param>
/// <param name="Read">Takes what the file says under the name that it has, or the default.</param>
/// <param name="Write">What is written; null: nothing.</param>
internal sealed record ConfigKey(
    string[] Names,
    Func<JsonFile, string, EncoderConfig, EncoderConfig> Read,
    Func<EncoderConfig, JsonNode?> Write)
{
    /// <summary>Whether a value can be taken at all, and what to do where it cannot.</summary>
    public (Func<JsonNode?, bool> Allows, string Needed) Rule { get; init; } = (_ => true, "");

    public EncoderConfig ReadFrom(JsonFile file, EncoderConfig config) =>
        Read(file, Names.FirstOrDefault(file.Has) ?? Names[0], config);

    /// <summary>A whole number from <paramref name="least"/>.</summary>
    public static ConfigKey Size(
        Func<EncoderConfig, int> get, Func<EncoderConfig, int, EncoderConfig> with, int? otherwise, int least,
        params string[] names) => new(
            names,
            (file, name, config) => with(config, AtLeast(file, name, otherwise, least)),
            config => get(config));

    public static ConfigKey Number(
        Func<EncoderConfig, double> get, Func<EncoderConfig, double, EncoderConfig> with, double otherwise,
        params string[] names) => new(
            names, (file, name, config) => with(config, file.Get(name, otherwise)), config => get(config));

    public static ConfigKey Flag(
        Func<EncoderParts, bool> get, Func<EncoderParts, bool, EncoderParts> with, bool otherwise,
        params string[] names) => new(
            names,
            (file, name, config) => config with { Parts = with(config.Parts, file.Get(name, otherwise)) },
            config => get(config.Parts));

    /// <summary>Says what the family's code takes for granted; read, it was judged already.</summary>
    public static ConfigKey Always(string name, JsonNode? value) =>
        new([name], (_, _, config) => config, _ => value?.DeepClone());

    private static int AtLeast(JsonFile file, string key, int? otherwise, int least)
    {
        var value = otherwise is { } o ? file.Get(key, o) : file.Get<int>(key);
        var wanted = least > 0 ? "a positive whole number" : "a whole number from 0";
        return value >= least ? value : throw new BundleException(
            BundleError.Corrupt, $"{file.Path}: {key} is {value}; {wanted} is expected.");
    }
}
