using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;

namespace Kale.TorchSharp.Tests.Golden;

/// <summary>A tensor as operators.py wrote it.</summary>
public sealed record GoldenTensor(string Type, long[] Shape, double[] Data)
{
    public torch.ScalarType ScalarType => Type switch
    {
        "float32" => torch.ScalarType.Float32,
        "float64" => torch.ScalarType.Float64,
        "int64" => torch.ScalarType.Int64,
        "bool" => torch.ScalarType.Bool,
        _ => throw new NotSupportedException(Type),
    };

    public torch.Tensor ToTensor() => torch.tensor(Data, Shape, ScalarType);
}

public sealed record GoldenOperators(
    Dictionary<string, GoldenTensor> Inputs, Dictionary<string, GoldenTensor[]> Cases)
{
    public static GoldenOperators Instance { get; } = GoldenFile.Read<GoldenOperators>("operators.json");
}

internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static T Read<T>(string name)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", name));
        return JsonSerializer.Deserialize<T>(stream, Options)!;
    }
}
