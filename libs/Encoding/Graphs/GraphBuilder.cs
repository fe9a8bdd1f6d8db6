using System.Runtime.InteropServices;
using Google.Protobuf;
using Kale.Encoding.Graphs.Onnx;
using DataType = Kale.Encoding.Graphs.Onnx.TensorProto.Types.DataType;

namespace Kale.Encoding.Graphs;

/// <summary>
/// An ONNX graph while it is being written. Values are known by their names; a node's inputs are made before the node,
/// so the list of nodes is in the order of computing. What each operator looks like is in <c>Operators.cs</c>.
/// </summary>
internal sealed class GraphBuilder(string name)
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _initializers = [];
    private readonly Dictionary<(float[], string), string> _shared = [];

    /// <summary>Declares an input of the graph.</summary>
    public string Input(string name, DataType type, params Axis[] shape)
    {
        _graph.Input.Add(ValueInfo(name, type, shape));
        return name;
    }

    /// <summary>Makes a node's value an output of the graph, under the name that callers ask for.</summary>
    public void Output(string value, string name, params Axis[] shape)
    {
        var producer = _graph.Node.Single(node => node.Output.Contains(value));
        producer.Output[producer.Output.IndexOf(value)] = name;
        _graph.Output.Add(ValueInfo(name, DataType.Float, shape));
    }

    /// <summary>Adds a node of the standard operators and returns its first output.</summary>
    public string Node(string operation, string[] inputs, params AttributeProto[] attributes) =>
        Node("", operation, inputs, attributes);

    /// <summary>Adds a node and returns its first output. An optional input left out is the empty string.</summary>
    public string Node(string domain, string operation, string[] inputs, params AttributeProto[] attributes)
    {
        var name = $"{operation}_{_graph.Node.Count}";
        var node = new NodeProto { Name = name, OpType = operation, Domain = domain };
        node.Input.Add(inputs);
        node.Output.Add(name);
        node.Attribute.Add(attributes);
        _graph.Node.Add(node);
        return name;
    }

    /// <summary>
    /// Gives the node that makes <paramref name="value"/> another output, which its operator demands and nobody reads.
    /// </summary>
    public string WithUnusedOutput(string value)
    {
        _graph.Node.Single(node => node.Output[0] == value).Output.Add($"{value}_unused");
        return value;
    }

    /// <summary>A float constant; the same name is stored once.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Initializer(name, DataType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>
    /// The name of what is made of these numbers: that of another such thing where they are the same array, so that
    /// layers which share their weights share their constants.
    /// </summary>
    public string NameOf(float[] data, string use, string name) =>
        _shared.TryGetValue((data, use), out var known) ? known : _shared[(data, use)] = name;

    /// <summary>An int64 constant of one axis; the same values are stored once.</summary>
    public string Constant(params ReadOnlySpan<long> values) =>
        Initializer(
            $"const_{string.Join('_', values.ToArray())}",
            DataType.Int64,
            MemoryMarshal.AsBytes(values),
            [values.Length]);

    /// <summary>An int64 constant without axes.</summary>
    public string IntScalar(long value) =>
        Initializer($"int_{value}", DataType.Int64, MemoryMarshal.AsBytes<long>([value]), []);

    /// <summary>The finished model.</summary>
    public ModelProto ToModel(int opset, bool usesMicrosoftDomain)
    {
        var model = new ModelProto { IrVersion = 8, ProducerName = "kale", ProducerVersion = "1", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (usesMicrosoftDomain)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = MicrosoftDomain, Version = 1 });
        }

        return model;
    }

    private string Initializer(string name, DataType type, ReadOnlySpan<byte> data, ReadOnlySpan<int> shape)
    {
        if (_initializers.Add(name))
        {
            var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
            foreach (var size in shape)
            {
                tensor.Dims.Add(size);
            }

            _graph.Initializer.Add(tensor);
        }

        return name;
    }

    private static ValueInfoProto ValueInfo(string name, DataType type, Axis[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(shape.Select(axis => axis.ToDimension()));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
