using Kale.Bundles;

namespace Kale.Encoding.Graphs;

/// <summary>
/// Rotary positions (arXiv 2104.09864, section 3.4.2): the halves [a | b] of a head become [a·cos − b·sin | b·cos +
/// a·sin] of the angle position · frequency.
/// </summary>
internal sealed class RotaryPositions
{
    private readonly GraphBuilder _graph;
    private readonly string _cosines, _sines;
    private readonly int _half;

    private RotaryPositions(GraphBuilder graph, string cosines, string sines, int half) =>
        (_graph, _cosines, _sines, _half) = (graph, cosines, sines, half);

    /// <param name="graph">Where it is computed, once for all layers.</param>
    /// <param name="places">[length, 1] float: 0, 1, 2 …</param>
    /// <param name="config">The size of a head, and by how much positions were stretched.</param>
    /// <param name="theta">Its base.</param>
    public static RotaryPositions Of(GraphBuilder graph, string places, EncoderConfig config, double theta)
    {
        var frequencies = RotaryFrequencies.Of(config.HeadSize, theta, config.RotaryFactor);
        var angles = graph.Mul(places, graph.Constant($"frequencies_{theta:R}", frequencies, 1, frequencies.Length));
        var (cos, sin) = (graph.Node("Cos", [angles]), graph.Node("Sin", [angles]));
        return new(
            graph, graph.Concat(-1, cos, cos), graph.Concat(-1, graph.Node("Neg", [sin]), sin), frequencies.Length);
    }

    /// <summary>[batch, heads, length, size]</summary>
    public string Turn(string x)
    {
        var (first, second) = (_graph.LastSlice(x, 0, _half), _graph.LastSlice(x, _half, 2 * _half));
        return _graph.Add(_graph.Mul(x, _cosines), _graph.Mul(_graph.Concat(-1, second, first), _sines));
    }
}
