using Kale.TorchSharp.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;
using GeluForm = TorchSharp.Modules.GELU.Approximate;

namespace Kale.TorchSharp.Tests.Parity;

/// <summary>The cases of operators.py, by the same names, in C#.</summary>
internal sealed class OperatorCases
{
    private static readonly Dictionary<string, GoldenTensor> Inputs = GoldenOperators.Instance.Inputs;

    private readonly Tensor a = Input("a"), b = Input("b"), positive = Input("positive"),
        m = Input("m"), n = Input("n");
    private readonly Tensor batch = Input("batch"), batch2 = Input("batch2"), square = Input("square");
    private readonly Tensor v = Input("v"), w = Input("w"), mask = Input("mask"), rows = Input("rows");
    private readonly Tensor places = Input("places"), labels = Input("labels"),
        odd = Input("odd"), whole = Input("whole");
    private readonly Tensor weight = Input("weight"), bias = Input("bias"),
        zeroone = Input("zeroone"), heads = Input("heads");

    public Dictionary<string, Func<Tensor[]>> All { get; } = [];

    public OperatorCases()
    {
        Making();
        Shapes();
        Parts();
        Arithmetic();
        Functions();
        Comparisons();
        Reductions();
        Networks();
        Losses();
    }

    private void Making()
    {
        One("zeros", () => zeros(2, 3));
        One("ones", () => ones(2, 3, 2));
        One("full", () => full(2, 2, 1.5));
        One("full_int", () => full(2, 7, ScalarType.Int64));
        One("arange", () => arange(5));
        One("arange_step", () => arange(1.0, 4.0, 0.5));
        One("eye", () => eye(2, 3));
        One("zeros_like", () => zeros_like(whole));
        One("ones_like", () => ones_like(a));
        One("full_like", () => full_like(a, 3));
        One("rand", () => WithSeed(() => rand(2, 3)));
        One("randn", () => WithSeed(() => randn(20)));
        One("randint", () => WithSeed(() => randint(2, 9, 6)));
        One("randperm", () => WithSeed(() => randperm(7)));
        One("randn_generator", () => randn(4, generator: new Generator().manual_seed(7)));
        One("normal_", () => WithSeed(() => zeros(4).normal_(1, 2)));
        One("uniform_", () => WithSeed(() => zeros(4).uniform_(-1, 3)));
        One("to_int64", () => (a * 3).to(ScalarType.Int64));
        One("to_float64", () => a.to(ScalarType.Float64));
        One("to_bool", () => whole.to(ScalarType.Bool));
        One("clone", () => a.clone());
        One("copy_", () => zeros(2, 3).copy_(a));
    }

    private void Shapes()
    {
        One("view", () => a.view(3, 2));
        One("reshape", () => a.t().reshape(-1));
        One("flatten", () => batch.flatten(1));
        One("permute", () => batch.permute(2, 0, 1));
        One("transpose", () => batch.transpose(1, 2));
        One("t", () => a.t());
        One("contiguous", () => a.t().contiguous());
        One("expand", () => v.expand(3, 5));
        One("repeat", () => v.repeat(2, 2));
        One("squeeze", () => a.unsqueeze(0).unsqueeze(2).squeeze());
        One("squeeze_dim", () => a.unsqueeze(0).squeeze(0));
        One("unsqueeze", () => a.unsqueeze(1));
        One("cat", () => cat([a, b], 1));
        One("stack", () => stack([a, b], 1));
        Many("chunk", () => square.chunk(2, 1));
        Many("split", () => square.split(3));
        Many("split_sizes", () => square.split([1, 3], 1L));
        Many("unbind", () => a.unbind(0));
    }

    private void Parts()
    {
        One("narrow", () => square.narrow(1, 1, 2));
        One("select", () => batch.select(1, 2));
        One("slice", () => square.slice(0, 0, 4, 2));
        One("index_select", () => a.index_select(0, rows));
        One("gather", () => a.gather(1, places));
        One("index_add_", () => ones(2, 3).index_add_(0, rows, stack([a[0], b[0], a[1]]), 2));
        One("index_copy_", () => zeros(3, 3).index_copy_(0, tensor(new long[] { 2, 0 }), a));
        One("scatter_add_", () => zeros(2, 3).scatter_add_(1, places, a));
        One("masked_select", () => a.masked_select(mask));
        One("masked_fill", () => a.masked_fill(mask, -1));
        One("masked_fill_", () => a.clone().masked_fill_(mask, 9));
        One("nonzero", () => mask.nonzero());
        One("where", () => where(mask, a, b));
        Many("where_indices", () => where(mask));
        One("tril", () => square.tril());
        One("triu", () => square.triu(1));
        One("diagonal", () => square.diagonal(1));
        One("index_single", () => batch[1]);
        One("index_pair", () => batch[1, 2]);
        One("index_ellipsis", () => batch[TensorIndex.Ellipsis, 1]);
        One("index_slice", () => square[1..3, TensorIndex.Slice(step: 2)]);
        One("index_from_end", () => square[TensorIndex.Slice(^2..)]);
        One("index_null", () => a[TensorIndex.Colon, TensorIndex.Null]);
        One("index_tensor", () => a[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))]);
        One("index_rows", () => a[rows]);
        One("index_mask", () => a[mask]);
        One("index_ellipsis_null", () => batch[TensorIndex.Null, TensorIndex.Ellipsis, 1..]);
        One("put_single", () => Changed(square, x => x[1] = 5f));
        One("put_slice", () => Changed(square, x => x[0..2, 1..] = -1f));
        One("put_tensor", () => Changed(square, x => x[tensor(new long[] { 0, 3 })] = ones(4)));
    }

    private void Arithmetic()
    {
        One("add", () => a + b);
        One("add_alpha", () => a.add(b, 2));
        One("add_scalar", () => a + 1.5);
        One("add_", () => a.clone().add_(b));
        One("add_alpha_", () => a.clone().add_(b, -0.5));
        One("add_scalar_", () => a.clone().add_(2));
        One("sub", () => a - b);
        One("sub_scalar", () => a - 2);
        One("rsub", () => 2 - a);
        One("sub_", () => a.clone().sub_(b));
        One("sub_scalar_", () => a.clone().sub_(1.25));
        One("mul", () => a * b);
        One("mul_scalar", () => 2.5 * a);
        One("mul_", () => a.clone().mul_(b));
        One("mul_scalar_", () => a.clone().mul_(-2));
        One("div", () => a / b);
        One("div_scalar", () => a / 3);
        One("rdiv", () => 3 / a);
        One("div_", () => a.clone().div_(b));
        One("div_scalar_", () => a.clone().div_(4));
        One("div_floor", () => whole.div(2, RoundingMode.floor));
        One("div_trunc", () => whole.div(2, RoundingMode.trunc));
        One("addcmul_", () => a.clone().addcmul_(a, b, 0.5));
        One("addcdiv_", () => a.clone().addcdiv_(a, positive, -2));
        One("lerp_", () => a.clone().lerp_(b, 0.25f));
        One("pow", () => positive.pow(b));
        One("pow_scalar", () => a.pow(2));
        One("maximum", () => a.maximum(b));
        One("minimum", () => a.minimum(b));
        One("clamp", () => a.clamp(-0.5, 0.5));
        One("clamp_tensor", () => a.clamp(b, b + 1));
        One("clamp_", () => a.clone().clamp_(max: (Scalar)0));
        One("clamp_min", () => a.clamp_min(0));
        One("clamp_max", () => a.clamp_max(0));
        One("fill_", () => a.clone().fill_(3));
        One("zero_", () => a.clone().zero_());
        One("neg", () => -a);
    }

    private void Functions()
    {
        One("abs", () => a.abs());
        One("sign", () => a.sign());
        One("exp", () => a.exp());
        One("log", () => positive.log());
        One("sqrt", () => positive.sqrt());
        One("rsqrt", () => positive.rsqrt());
        One("square", () => a.square());
        One("reciprocal", () => a.reciprocal());
        One("erf", () => a.erf());
        One("sin", () => a.sin());
        One("cos", () => a.cos());
        One("tanh", () => a.tanh());
        One("sigmoid", () => a.sigmoid());
        One("relu", () => a.relu());
        One("round", () => odd[3..].round());
        One("floor", () => a.floor());
        One("ceil", () => a.ceil());
    }

    private void Comparisons()
    {
        One("eq", () => whole.eq(ones_like(whole) * 5));
        One("eq_scalar", () => whole.eq(4));
        One("ne", () => a.ne(b));
        One("ne_scalar", () => whole.ne(4));
        One("lt", () => a < b);
        One("lt_scalar", () => a < 0);
        One("le", () => a <= b);
        One("le_scalar", () => whole.le(4));
        One("gt", () => a > b);
        One("gt_scalar", () => a > 0);
        One("ge", () => a >= b);
        One("ge_scalar", () => whole.ge(4));
        One("isnan", () => odd.isnan());
        One("isinf", () => odd.isinf());
        One("isfinite", () => odd.isfinite());
        One("logical_not", () => mask.logical_not());
        One("logical_and", () => mask.logical_and(a > 0));
        One("logical_or", () => mask.logical_or(a > 0));
        One("all", () => mask.all());
        One("all_dim", () => mask.all(0));
        One("any", () => mask.any());
        One("any_dim", () => mask.any(1));
    }

    private void Reductions()
    {
        One("sum", () => a.sum());
        One("sum_dim", () => batch.sum(1));
        One("sum_dims", () => batch.sum([0, 2], keepdim: true));
        One("sum_type", () => mask.sum(ScalarType.Float64));
        One("mean", () => a.mean());
        One("mean_dim", () => batch.mean([1], keepdim: true));
        One("var", () => a.var());
        One("var_dim", () => a.var(1, unbiased: false));
        One("std", () => a.std());
        One("std_dim", () => a.std(1, keepdim: true));
        One("norm", () => a.norm());
        One("norm_1", () => a.norm(1f));
        One("norm_dim", () => a.norm(1, keepdim: true, 2f));
        One("max", () => a.max());
        Pair("max_dim", () => a.max(1));
        One("max_other", () => a.max(b));
        One("min", () => a.min());
        Pair("min_dim", () => a.min(0));
        One("min_other", () => a.min(b));
        One("argmax", () => a.argmax());
        One("argmax_dim", () => a.argmax(1));
        One("argmin", () => a.argmin());
        One("argmin_dim", () => a.argmin(0));
        Pair("topk", () => square.topk(2, 1));
        Pair("topk_smallest", () => v.topk(3, largest: false));
        Pair("sort", () => v.sort(descending: true));
        Pair("sort_stable", () => whole.flatten().sort(stable: true));
        One("argsort", () => v.argsort());
        One("cumsum", () => a.cumsum(1));
        One("logsumexp", () => a.logsumexp(1));
        One("softmax", () => a.softmax(1));
        One("log_softmax", () => a.log_softmax(0));
        One("matmul", () => batch.matmul(n));
        One("mm", () => m.mm(n));
        One("bmm", () => batch.bmm(batch2));
        One("dot", () => v.dot(w));
        One("einsum", () => einsum("bij,bjk->bik", batch, batch2));
    }

    private void Networks()
    {
        One("linear", () => F.linear(a, weight, bias));
        One("layer_norm", () => F.layer_norm(batch, [4], square[0], square[1], 1e-12));
        One("gelu", () => F.gelu(a));
        One("gelu_tanh", () => F.gelu(a, GeluForm.tanh));
        One("embedding", () => Embedding_from_pretrained(weight).call(places));
        One("dropout", () => WithSeed(() => F.dropout(ones(4, 8), 0.3)));
        One("dropout_off", () => F.dropout(a, 0.3, training: false));
        One("normalize", () => F.normalize(a, dim: 1));
        One("attention", () => F.scaled_dot_product_attention(heads, heads, heads));
        One("attention_causal", () => F.scaled_dot_product_attention(heads, heads, heads, is_casual: true));
        One("cosine_similarity", () => F.cosine_similarity(a, b));
        Many("clip_grad_norm", () => Clipped(0.5));
        Many("clip_grad_norm_within", () => Clipped(100));
    }

    private void Losses()
    {
        Many("mse_loss", () => Gradients(x => F.mse_loss(x[0], x[1]), a, b));
        One("mse_loss_none", () => F.mse_loss(a, b, Reduction.None));
        Many("kl_div", () => Gradients(
            x => F.kl_div(x[0].log_softmax(1), x[1].softmax(1), log_target: false, Reduction.Sum), a, b));
        Many("kl_div_log", () => Gradients(
            x => F.kl_div(x[0].log_softmax(1), x[1].log_softmax(1), reduction: Reduction.Sum), a, b));
        Many("cosine_loss", () => Gradients(x => 1 - F.cosine_similarity(x[0], x[1], dim: 1).mean(), a, b));
        Many("normalize_loss", () => Gradients(x => (F.normalize(x[0]) * F.normalize(x[1])).sum().exp(), a, b));
        Many("cross_entropy", () => Gradients(x => F.cross_entropy(x[0], labels), a));
        Many("cross_entropy_smooth", () => Gradients(
            x => F.cross_entropy(x[0], labels, reduction: Reduction.Sum, label_smoothing: 0.1), a));
        Many("bce_with_logits", () => Gradients(x => F.binary_cross_entropy_with_logits(x[0], zeroone), a));
        Many("bce_with_logits_weights", () => Gradients(x => F.binary_cross_entropy_with_logits(
            x[0], zeroone, positive, Reduction.Sum, tensor(new[] { 1f, 2f, 3f })), a));
        Many("gelu_grad", () => Gradients(x => F.gelu(x[0]).sum(), a));
        Many("layer_norm_grad", () => Gradients(
            x => F.layer_norm(x[0], [4], x[1], x[2], 1e-12).square().sum(), batch, square[0], square[1]));
        Many("embedding_grad", () => EmbeddingGradient());
        Many("gather_grad", () => Gradients(x => x[0].gather(1, places).exp().sum(), a));
    }

    private static Tensor Input(string name) => Inputs[name].ToTensor();

    private void One(string name, Func<Tensor> make) => All.Add(name, () => [make()]);

    private void Pair(string name, Func<(Tensor, Tensor)> make) => All.Add(name, () =>
    {
        var (first, second) = make();
        return [first, second];
    });

    private void Many(string name, Func<Tensor[]> make) => All.Add(name, make);

    private static Tensor WithSeed(Func<Tensor> make)
    {
        using var generator = manual_seed(42);
        return make();
    }

    private static Tensor Changed(Tensor tensor, Action<Tensor> change)
    {
        var copy = tensor.clone();
        change(copy);
        return copy;
    }

    private static Tensor[] Gradients(Func<Tensor[], Tensor> loss, params Tensor[] inputs)
    {
        var leaves = Array.ConvertAll(inputs, input => input.clone().requires_grad_());
        var value = loss(leaves);
        value.backward();
        return [value, .. leaves.Select(leaf => leaf.grad!)];
    }

    private Tensor[] EmbeddingGradient()
    {
        using var embedding = Embedding_from_pretrained(weight, freeze: false);
        var loss = embedding.call(places).square().sum();
        loss.backward();
        return [loss, embedding.weight!.grad!];
    }

    private Tensor[] Clipped(double limit)
    {
        var (p, q) = (new Parameter(zeros(2, 3)), new Parameter(zeros(3, 4)));
        (p.grad, q.grad) = (a.clone(), m.clone());
        var norm = utils.clip_grad_norm_([p, q], limit);
        return [tensor((float)norm), p.grad!, q.grad!];
    }
}
