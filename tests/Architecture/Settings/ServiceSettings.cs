using System.Collections;
using System.Globalization;
using System.Reflection;
using Kale.Bundles;
using Kale.ContextIndexer;
using Kale.Gateway;
using Kale.QueryEncoder;
using Kale.Rollouts.State;
using Kale.ServiceDefaults;
using Kale.Trainer;

namespace Kale.Architecture.Tests.Settings;

/// <summary>What can be set of the four services, from their options types.</summary>
internal static class ServiceSettings
{
    /// <summary>What stands for a name of the operator's own: <c>Trainer:DataRoots:NAME</c>.</summary>
    private const string AnyName = "NAME";

    /// <summary>Defaults that this machine decides.</summary>
    private static readonly Dictionary<string, string> s_computed =
        new() { ["QueryEncoder:Inference:Threads"] = "all cores" };

    /// <summary>What nobody sets, because loading a bundle overwrites it.</summary>
    private static readonly string[] s_overwritten = ["QueryEncoder:Batching:Name"];

    /// <summary>The options types by their sections.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>
    {
        [ServiceDefaultsOptions.Section] = typeof(ServiceDefaultsOptions),
        [QueryEncoderOptions.Section] = typeof(QueryEncoderOptions),
        [ContextIndexerOptions.Section] = typeof(ContextIndexerOptions),
        [GatewayOptions.Section] = typeof(GatewayOptions),
        [TrainerOptions.Section] = typeof(TrainerOptions),
        [StateOptions.Section] = typeof(StateOptions),
        [S3Options.Section] = typeof(S3Options),
    };

    /// <summary>Every setting with its default, as people write it.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = Sections
        .SelectMany(section => Of(section.Key, Activator.CreateInstance(section.Value)!))
        .Where(setting => !s_overwritten.Contains(setting.Key))
        .ToDictionary(setting => setting.Key, setting => s_computed.GetValueOrDefault(setting.Key, setting.Value));

    private static IEnumerable<KeyValuePair<string, string>> Of(string path, object options) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => Of($"{path}:{property.Name}", property, property.GetValue(options)));

    private static IEnumerable<KeyValuePair<string, string>> Of(string key, PropertyInfo property, object? value) =>
        value switch
        {
            IDictionary => [new($"{key}:{AnyName}", "none")],
            _ when property.GetSetMethod() is null => [],
            not null when IsSection(property.PropertyType) => Of(key, value),
            _ => [new(key, TextOf(key, value))],
        };

    private static bool IsSection(Type type) =>
        type.IsClass && type.Namespace?.StartsWith("Kale.", StringComparison.Ordinal) == true;

    private static string TextOf(string key, object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan time => TextOf(time),
        Uri address => address.OriginalString,
        int or long => TextOf(key, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string TextOf(string key, long number) =>
        !key.EndsWith("Bytes", StringComparison.Ordinal) || number % (1L << 20) != 0
            ? number.ToString("N0", CultureInfo.InvariantCulture)
        : number % (1L << 30) == 0 ? $"{number >> 30} GiB"
        : $"{number >> 20} MiB";

    private static string TextOf(TimeSpan time) => time == TimeSpan.Zero ? "0"
        : time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{time.TotalDays} day{(time.TotalDays == 1 ? "" : "s")}"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{time.TotalHours} h"
        : time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time.TotalSeconds} s"
        : $"{time.TotalMilliseconds} ms";
}
