using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>
/// A BERT encoder's forward pass of one text in double precision, written from the paper (Devlin et al. 2019) without
/// batches, masks or ONNX, to hold the graphs against.
/// </summary>
internal sealed class ReferenceEncoder(EncoderModel model)
{
    private readonly EncoderConfig _config = model.Config;

    /// <summary>[dims], or of a cross encoder [labels].</summary>
    public double[] Encode(TokenizedText text)
    {
        var hidden = Embed(text); // [tokens][hidden]
        for (var n = 0; n < _config.Layers; n++)
        {
            hidden = Layer(hidden, $"encoder.layer.{n}");
        }

        return model.Kind == BundleKind.CrossEncoder
            ? Linear([.. Linear(hidden[0], "pooler.dense").Select(Math.Tanh)], "classifier")
            : Vector(hidden);
    }

    private double[] Vector(double[][] hidden)
    {
        var vector = model.Pooling == PoolingMode.Cls ? hidden[0]
            : [.. Enumerable.Range(0, _config.HiddenSize).Select(i => hidden.Average(token => token[i]))];
        if (model.Weights.TryGet("projection.weight", out _))
        {
            vector = Linear(vector, "projection");
        }

        var length = Math.Sqrt(vector.Sum(x => x * x));
        return model.Normalize ? [.. vector.Select(x => x / length)] : vector;
    }

    private double[][] Embed(TokenizedText text) => [.. text.Ids.Select((id, i) => Norm(
        Sum(
            Row("embeddings.word_embeddings.weight", id),
            Sum(
                Row("embeddings.position_embeddings.weight", Position(text, i)),
                Row("embeddings.token_type_embeddings.weight", text.TypeIdAt(i)))),
        "embeddings.LayerNorm"))];

    // RoBERTa's own words: padding_idx + 1, + 2, … for what is no padding, and padding_idx for what is.
    private int Position(TokenizedText text, int index) => _config.FirstPosition == 0 ? index
        : text.Ids[index] == _config.PadTokenId ? _config.FirstPosition - 1
        : _config.FirstPosition + text.Ids.Take(index).Count(id => id != _config.PadTokenId);

    private double[][] Layer(double[][] hidden, string layer)
    {
        var attended = Attention(hidden, $"{layer}.attention.self")
            .Select((context, i) => Norm(
                Sum(Linear(context, $"{layer}.attention.output.dense"), hidden[i]),
                $"{layer}.attention.output.LayerNorm"));
        return [.. attended.Select(x => Norm(
            Sum(Linear([.. Linear(x, $"{layer}.intermediate.dense").Select(Gelu)], $"{layer}.output.dense"), x),
            $"{layer}.output.LayerNorm"))];
    }

    private double[][] Attention(double[][] hidden, string self)
    {
        double[][] Each(string part) => [.. hidden.Select(x => Linear(x, $"{self}.{part}"))];
        var (query, key, value) = (Each("query"), Each("key"), Each("value"));
        return [.. query.Select(q =>
            Enumerable.Range(0, _config.Heads).SelectMany(h => Head(q, key, value, h)).ToArray())];
    }

    private double[] Head(double[] query, double[][] keys, double[][] values, int head)
    {
        var size = _config.HeadSize;
        var part = new Range(head * size, (head + 1) * size);
        var scores = keys.Select(key => Dot(query[part], key[part]) / Math.Sqrt(size)).ToArray();
        var weights = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
        return [.. Enumerable.Range(head * size, size).Select(i =>
            values.Select((v, t) => v[i] * weights[t]).Sum() / weights.Sum())];
    }

    private double[] Linear(double[] x, string name)
    {
        var bias = model.Weights[$"{name}.bias"].Data;
        return [.. bias.Select((b, row) => b + Dot(Row($"{name}.weight", row), x))];
    }

    private double[] Norm(double[] x, string name)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + _config.LayerNormEpsilon);
        var (scale, bias) = (model.Weights[$"{name}.weight"].Data, model.Weights[$"{name}.bias"].Data);
        return [.. x.Select((v, i) => ((v - mean) / deviation * scale[i]) + bias[i])];
    }

    private double[] Row(string name, int row)
    {
        var tensor = model.Weights[name];
        return [.. tensor.Data.AsSpan(row * tensor.Shape[1], tensor.Shape[1]).ToArray().Select(x => (double)x)];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Gelu(double x) => x * (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>
    /// erf x = 2/√π · Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)), which converges for every x and is exact enough below 4.
    /// </summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 4)
        {
            return Math.Sign(x);
        }

        var (term, sum) = (x, x);
        for (var n = 1; n < 100; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return sum * 2 / Math.Sqrt(Math.PI);
    }
}
