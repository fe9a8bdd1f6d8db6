namespace TorchSharp.Interop;

/// <summary>Every operator that this assembly calls: libtorch's schema name and overload.</summary>
internal static class Aten
{
    // Making tensors
    public static readonly Op empty = new("empty", "memory_format");
    public static readonly Op zeros = new("zeros");
    public static readonly Op ones = new("ones");
    public static readonly Op full = new("full");
    public static readonly Op arange = new("arange", "start_step");
    public static readonly Op eye_m = new("eye", "m");
    public static readonly Op rand = new("rand", "generator");
    public static readonly Op randn = new("randn", "generator");
    public static readonly Op randint = new("randint", "low_generator");
    public static readonly Op randperm = new("randperm", "generator");
    public static readonly Op empty_like = new("empty_like");
    public static readonly Op zeros_like = new("zeros_like");
    public static readonly Op ones_like = new("ones_like");
    public static readonly Op full_like = new("full_like");

    // Copies, types, devices
    public static readonly Op alias = new("alias");
    public static readonly Op clone = new("clone");
    public static readonly Op contiguous = new("contiguous");
    public static readonly Op copy_ = new("copy_");
    public static readonly Op detach = new("detach");
    public static readonly Op detach_ = new("detach_");
    public static readonly Op to = new("to", "dtype_layout");

    // Shapes
    public static readonly Op view = new("view");
    public static readonly Op reshape = new("reshape");
    public static readonly Op flatten = new("flatten", "using_ints");
    public static readonly Op permute = new("permute");
    public static readonly Op transpose = new("transpose", "int");
    public static readonly Op t = new("t");
    public static readonly Op expand = new("expand");
    public static readonly Op repeat = new("repeat");
    public static readonly Op squeeze = new("squeeze");
    public static readonly Op squeeze_dim = new("squeeze", "dim");
    public static readonly Op unsqueeze = new("unsqueeze");
    public static readonly Op cat = new("cat");
    public static readonly Op stack = new("stack");
    public static readonly Op chunk = new("chunk");
    public static readonly Op split = new("split", "Tensor");
    public static readonly Op split_with_sizes = new("split_with_sizes");
    public static readonly Op unbind = new("unbind", "int");

    // Parts of tensors
    public static readonly Op narrow = new("narrow");
    public static readonly Op select = new("select", "int");
    public static readonly Op slice = new("slice", "Tensor");
    public static readonly Op index = new("index", "Tensor");
    public static readonly Op index_put_ = new("index_put_");
    public static readonly Op index_select = new("index_select");
    public static readonly Op index_add_ = new("index_add_");
    public static readonly Op index_copy_ = new("index_copy_");
    public static readonly Op gather = new("gather");
    public static readonly Op scatter_add_ = new("scatter_add_");
    public static readonly Op masked_select = new("masked_select");
    public static readonly Op masked_fill = new("masked_fill", "Scalar");
    public static readonly Op masked_fill_ = new("masked_fill_", "Scalar");
    public static readonly Op where = new("where", "self");
    public static readonly Op where_indices = new("where");
    public static readonly Op nonzero = new("nonzero");
    public static readonly Op tril = new("tril");
    public static readonly Op triu = new("triu");
    public static readonly Op diagonal = new("diagonal");

    // Arithmetic
    public static readonly Op add = new("add", "Tensor");
    public static readonly Op add_Scalar = new("add", "Scalar");
    public static readonly Op add_ = new("add_", "Tensor");
    public static readonly Op add_Scalar_ = new("add_", "Scalar");
    public static readonly Op sub = new("sub", "Tensor");
    public static readonly Op sub_Scalar = new("sub", "Scalar");
    public static readonly Op sub_ = new("sub_", "Tensor");
    public static readonly Op sub_Scalar_ = new("sub_", "Scalar");
    public static readonly Op rsub_Scalar = new("rsub", "Scalar");
    public static readonly Op mul = new("mul", "Tensor");
    public static readonly Op mul_Scalar = new("mul", "Scalar");
    public static readonly Op mul_ = new("mul_", "Tensor");
    public static readonly Op mul_Scalar_ = new("mul_", "Scalar");
    public static readonly Op div = new("div", "Tensor_mode");
    public static readonly Op div_Scalar = new("div", "Scalar_mode");
    public static readonly Op div_ = new("div_", "Tensor_mode");
    public static readonly Op div_Scalar_ = new("div_", "Scalar_mode");
    public static readonly Op addcmul_ = new("addcmul_");
    public static readonly Op addcdiv_ = new("addcdiv_");
    public static readonly Op lerp_ = new("lerp_", "Tensor");
    public static readonly Op pow = new("pow", "Tensor_Tensor");
    public static readonly Op pow_Scalar = new("pow", "Tensor_Scalar");
    public static readonly Op maximum = new("maximum");
    public static readonly Op minimum = new("minimum");
    public static readonly Op clamp = new("clamp");
    public static readonly Op clamp_Tensor = new("clamp", "Tensor");
    public static readonly Op clamp_ = new("clamp_");
    public static readonly Op clamp_min = new("clamp_min");
    public static readonly Op clamp_max = new("clamp_max");
    public static readonly Op fill_ = new("fill_", "Scalar");
    public static readonly Op zero_ = new("zero_");

    // Functions of each element
    public static readonly Op abs = new("abs");
    public static readonly Op neg = new("neg");
    public static readonly Op sign = new("sign");
    public static readonly Op exp = new("exp");
    public static readonly Op log = new("log");
    public static readonly Op sqrt = new("sqrt");
    public static readonly Op rsqrt = new("rsqrt");
    public static readonly Op square = new("square");
    public static readonly Op reciprocal = new("reciprocal");
    public static readonly Op erf = new("erf");
    public static readonly Op sin = new("sin");
    public static readonly Op cos = new("cos");
    public static readonly Op tanh = new("tanh");
    public static readonly Op sigmoid = new("sigmoid");
    public static readonly Op relu = new("relu");
    public static readonly Op round = new("round");
    public static readonly Op floor = new("floor");
    public static readonly Op ceil = new("ceil");

    // Comparisons and truth
    public static readonly Op eq = new("eq", "Tensor");
    public static readonly Op eq_Scalar = new("eq", "Scalar");
    public static readonly Op ne = new("ne", "Tensor");
    public static readonly Op ne_Scalar = new("ne", "Scalar");
    public static readonly Op lt = new("lt", "Tensor");
    public static readonly Op lt_Scalar = new("lt", "Scalar");
    public static readonly Op le = new("le", "Tensor");
    public static readonly Op le_Scalar = new("le", "Scalar");
    public static readonly Op gt = new("gt", "Tensor");
    public static readonly Op gt_Scalar = new("gt", "Scalar");
    public static readonly Op ge = new("ge", "Tensor");
    public static readonly Op ge_Scalar = new("ge", "Scalar");
    public static readonly Op isnan = new("isnan");
    public static readonly Op isinf = new("isinf");
    public static readonly Op isfinite = new("isfinite");
    public static readonly Op logical_not = new("logical_not");
    public static readonly Op logical_and = new("logical_and");
    public static readonly Op logical_or = new("logical_or");
    public static readonly Op all = new("all");
    public static readonly Op all_dim = new("all", "dim");
    public static readonly Op any = new("any");
    public static readonly Op any_dim = new("any", "dim");

    // Reductions and orders
    public static readonly Op sum = new("sum");
    public static readonly Op sum_dim = new("sum", "dim_IntList");
    public static readonly Op mean = new("mean");
    public static readonly Op mean_dim = new("mean", "dim");
    public static readonly Op var = new("var");
    public static readonly Op var_dim = new("var", "dim");
    public static readonly Op std = new("std");
    public static readonly Op std_dim = new("std", "dim");
    public static readonly Op norm = new("norm", "Scalar");
    public static readonly Op norm_dim = new("norm", "ScalarOpt_dim");
    public static readonly Op max = new("max");
    public static readonly Op max_dim = new("max", "dim");
    public static readonly Op max_other = new("max", "other");
    public static readonly Op min = new("min");
    public static readonly Op min_dim = new("min", "dim");
    public static readonly Op min_other = new("min", "other");
    public static readonly Op argmax = new("argmax");
    public static readonly Op argmin = new("argmin");
    public static readonly Op topk = new("topk");
    public static readonly Op sort = new("sort");
    public static readonly Op sort_stable = new("sort", "stable");
    public static readonly Op argsort = new("argsort");
    public static readonly Op cumsum = new("cumsum");
    public static readonly Op logsumexp = new("logsumexp");
    public static readonly Op softmax = new("softmax", "int");
    public static readonly Op log_softmax = new("log_softmax", "int");

    // Products
    public static readonly Op matmul = new("matmul");
    public static readonly Op mm = new("mm");
    public static readonly Op bmm = new("bmm");
    public static readonly Op dot = new("dot");
    public static readonly Op einsum = new("einsum");

    // Networks
    public static readonly Op linear = new("linear");
    public static readonly Op embedding = new("embedding");
    public static readonly Op layer_norm = new("layer_norm");
    public static readonly Op dropout = new("dropout");
    public static readonly Op dropout_ = new("dropout_");
    public static readonly Op gelu = new("gelu");
    public static readonly Op cross_entropy_loss = new("cross_entropy_loss");
    public static readonly Op kl_div = new("kl_div");
    public static readonly Op mse_loss = new("mse_loss");
    public static readonly Op binary_cross_entropy_with_logits = new("binary_cross_entropy_with_logits");
    public static readonly Op cosine_similarity = new("cosine_similarity");

    // Random numbers in place
    public static readonly Op normal_ = new("normal_");
    public static readonly Op uniform_ = new("uniform_");
}
