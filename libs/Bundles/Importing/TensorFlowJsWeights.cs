using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// The weights of a TensorFlow.js graph model: model.json lists them in the order of the bytes in the .bin files beside
/// it. Quantized ones are affine, <c>w = q · scale + min</c> in double precision, as TensorFlow.js computes it.
/// </summary>
internal sealed class TensorFlowJsWeights
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly string _path;

    private TensorFlowJsWeights(string path) => _path = path;

    public IEnumerable<string> Names => _tensors.Keys;

    public Tensor this[string name] => _tensors.TryGetValue(name, out var tensor) ? tensor : throw new BundleException(
        BundleError.Missing, $"{_path}: the weight '{name}' is missing; this is no BERT encoder as TensorFlow exports "
            + "it.");

    public static TensorFlowJsWeights Read(JsonFile model)
    {
        var weights = new TensorFlowJsWeights(model.Path);
        foreach (var group in model.Get<JsonArray>("weightsManifest"))
        {
            weights.ReadGroup(JsonFile.Of($"{model.Path} (weightsManifest)", group));
        }

        return weights;
    }

    private void ReadGroup(JsonFile group)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        using var bytes = new ConcatenatedFiles([.. group.Get<JsonArray>("paths").Select(p => PathOf(directory, p))]);
        foreach (var entry in group.Get<JsonArray>("weights"))
        {
            var tensor = ReadWeight(JsonFile.Of($"{_path} (weights)", entry), bytes);
            if (!_tensors.TryAdd(tensor.Name, tensor))
            {
                throw new BundleException(BundleError.Corrupt, $"{_path}: the weight '{tensor.Name}' occurs twice.");
            }
        }

        bytes.RequireEnd();
    }

    private string PathOf(string directory, JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var name) && RelativePath.IsFileName(name)
            ? Path.Combine(directory, name)
            : throw new BundleException(
                BundleError.Corrupt, $"{_path}: {node?.ToJsonString() ?? "null"} is not the name of a file beside it.");

    private static Tensor ReadWeight(JsonFile entry, ConcatenatedFiles bytes)
    {
        var name = entry.Get<string>("name");
        var shape = entry.IntList("shape");
        var count = Tensor.CountOf(shape);
        return new Tensor(name, shape, entry.Has("quantization")
            ? ReadQuantized(entry.Part("quantization"), name, count, bytes)
            : ReadPlain(entry.Get<string>("dtype"), name, count, bytes));
    }

    private static float[] ReadQuantized(JsonFile quantization, string name, long count, ConcatenatedFiles bytes)
    {
        var (type, size) = quantization.Get<string>("dtype") switch
        {
            "uint8" => ("uint8", 1),
            "uint16" => ("uint16", 2),
            var other => throw Unsupported(name, other),
        };
        var (scale, min) = (quantization.Get<double>("scale"), quantization.Get<double>("min"));
        var raw = bytes.Read(name, checked(count * size));
        var data = new float[count];
        for (var i = 0; i < data.Length; i++)
        {
            var q = type == "uint8" ? raw[i] : BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan(2 * i));
            data[i] = (float)((q * scale) + min);
        }

        return data;
    }

    private static float[] ReadPlain(string type, string name, long count, ConcatenatedFiles bytes)
    {
        var raw = bytes.Read(name, checked(4 * count));
        var data = new float[count];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = type switch
            {
                "float32" => BinaryPrimitives.ReadSingleLittleEndian(raw.AsSpan(4 * i)),
                "int32" => BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(4 * i)),
                _ => throw Unsupported(name, type),
            };
        }

        return data;
    }

    private static BundleException Unsupported(string name, string type) => new(
        BundleError.Unsupported, $"The weight '{name}' is of type {type}; float32, int32, "
            + "uint8 and uint16 are supported.");
}
