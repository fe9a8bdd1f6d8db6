"""Writes operators.json: what PyTorch itself returns for the cases of OperatorCases.cs, by name.

Run with Debian's python3-torch 1.13.1 (the libtorch of libtorch-dev):  /usr/bin/python3 operators.py
"""
import json
import math
import os

import torch
import torch.nn.functional as F

torch.manual_seed(20260101)
torch.set_num_threads(1)

a, b = torch.randn(2, 3), torch.randn(2, 3)
positive = torch.rand(2, 3) + 0.1
m, n = torch.randn(3, 4), torch.randn(4, 2)
batch, batch2 = torch.randn(2, 3, 4), torch.randn(2, 4, 3)
square = torch.randn(4, 4)
v, w = torch.randn(5), torch.randn(5)
mask = torch.tensor([[True, False, True], [False, True, True]])
rows = torch.tensor([1, 0, 1])
places = torch.tensor([[2, 0, 1], [0, 0, 2]])
labels = torch.tensor([2, 0])
odd = torch.tensor([1.0, float("nan"), float("inf"), -2.5, 2.5])
whole = torch.tensor([[3, -7, 5], [4, 0, -2]])
weight, bias = torch.randn(4, 3), torch.randn(4)
zeroone = torch.tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
heads = torch.randn(2, 2, 4, 3)
INPUTS = dict(a=a, b=b, positive=positive, m=m, n=n, batch=batch, batch2=batch2, square=square, v=v, w=w, mask=mask,
              rows=rows, places=places, labels=labels, odd=odd, whole=whole, weight=weight, bias=bias,
              zeroone=zeroone, heads=heads)


def with_seed(make):
    torch.manual_seed(42)
    return make()


def gradients(loss, *inputs):
    leaves = [x.clone().requires_grad_() for x in inputs]
    value = loss(*leaves)
    value.backward()
    return [value] + [x.grad for x in leaves]


def indexed(change):
    x = square.clone()
    change(x)
    return x


def put(x, where, value):
    x[where] = value


def clipped(limit):
    p, q = torch.zeros(2, 3, requires_grad=True), torch.zeros(3, 4, requires_grad=True)
    p.grad, q.grad = a.clone(), m.clone()
    norm = torch.nn.utils.clip_grad_norm_([p, q], limit)
    return [norm, p.grad, q.grad]


CASES = {
    # making
    "zeros": lambda: torch.zeros(2, 3), "ones": lambda: torch.ones(2, 3, 2), "full": lambda: torch.full((2, 2), 1.5),
    "full_int": lambda: torch.full((2,), 7, dtype=torch.int64),
    "arange": lambda: torch.arange(5), "arange_step": lambda: torch.arange(1.0, 4.0, 0.5), "eye": lambda: torch.eye(2, 3),
    "zeros_like": lambda: torch.zeros_like(whole), "ones_like": lambda: torch.ones_like(a),
    "full_like": lambda: torch.full_like(a, 3),
    "rand": lambda: with_seed(lambda: torch.rand(2, 3)), "randn": lambda: with_seed(lambda: torch.randn(20)),
    "randint": lambda: with_seed(lambda: torch.randint(2, 9, (6,))), "randperm": lambda: with_seed(lambda: torch.randperm(7)),
    "randn_generator": lambda: torch.randn(4, generator=torch.Generator().manual_seed(7)),
    "normal_": lambda: with_seed(lambda: torch.zeros(4).normal_(1, 2)),
    "uniform_": lambda: with_seed(lambda: torch.zeros(4).uniform_(-1, 3)),
    # types and copies
    "to_int64": lambda: (a * 3).to(torch.int64), "to_float64": lambda: a.to(torch.float64),
    "to_bool": lambda: whole.to(torch.bool), "clone": lambda: a.clone(), "copy_": lambda: torch.zeros(2, 3).copy_(a),
    # shapes
    "view": lambda: a.view(3, 2), "reshape": lambda: a.t().reshape(-1), "flatten": lambda: batch.flatten(1),
    "permute": lambda: batch.permute(2, 0, 1), "transpose": lambda: batch.transpose(1, 2), "t": lambda: a.t(),
    "contiguous": lambda: a.t().contiguous(),
    "expand": lambda: v.expand(3, 5), "repeat": lambda: v.repeat(2, 2),
    "squeeze": lambda: a.unsqueeze(0).unsqueeze(2).squeeze(), "squeeze_dim": lambda: a.unsqueeze(0).squeeze(0),
    "unsqueeze": lambda: a.unsqueeze(1), "cat": lambda: torch.cat([a, b], 1), "stack": lambda: torch.stack([a, b], 1),
    "chunk": lambda: square.chunk(2, 1), "split": lambda: square.split(3), "split_sizes": lambda: square.split([1, 3], 1),
    "unbind": lambda: a.unbind(0),
    # parts
    "narrow": lambda: square.narrow(1, 1, 2), "select": lambda: batch.select(1, 2), "slice": lambda: square[0:4:2],
    "index_select": lambda: a.index_select(0, rows), "gather": lambda: a.gather(1, places),
    "index_add_": lambda: torch.ones(2, 3).index_add_(0, rows, torch.stack([a[0], b[0], a[1]]), alpha=2),
    "index_copy_": lambda: torch.zeros(3, 3).index_copy_(0, torch.tensor([2, 0]), a),
    "scatter_add_": lambda: torch.zeros(2, 3).scatter_add_(1, places, a),
    "masked_select": lambda: a.masked_select(mask), "masked_fill": lambda: a.masked_fill(mask, -1),
    "masked_fill_": lambda: a.clone().masked_fill_(mask, 9), "nonzero": lambda: mask.nonzero(),
    "where": lambda: torch.where(mask, a, b), "where_indices": lambda: torch.where(mask),
    "tril": lambda: square.tril(), "triu": lambda: square.triu(1), "diagonal": lambda: square.diagonal(1),
    "index_single": lambda: batch[1], "index_pair": lambda: batch[1, 2], "index_ellipsis": lambda: batch[..., 1],
    "index_slice": lambda: square[1:3, ::2], "index_from_end": lambda: square[-2:], "index_null": lambda: a[:, None],
    "index_tensor": lambda: a[:, torch.tensor([2, 0])], "index_rows": lambda: a[rows], "index_mask": lambda: a[mask],
    "index_ellipsis_null": lambda: batch[None, ..., 1:],
    "put_single": lambda: indexed(lambda x: put(x, 1, 5.0)), "put_slice": lambda: indexed(lambda x: put(x, (slice(0, 2), slice(1, None)), -1.0)),
    "put_tensor": lambda: indexed(lambda x: put(x, torch.tensor([0, 3]), torch.ones(4))),
    # arithmetic
    "add": lambda: a + b, "add_alpha": lambda: torch.add(a, b, alpha=2), "add_scalar": lambda: a + 1.5,
    "add_": lambda: a.clone().add_(b), "add_alpha_": lambda: a.clone().add_(b, alpha=-0.5), "add_scalar_": lambda: a.clone().add_(2),
    "sub": lambda: a - b, "sub_scalar": lambda: a - 2, "rsub": lambda: 2 - a, "sub_": lambda: a.clone().sub_(b),
    "sub_scalar_": lambda: a.clone().sub_(1.25), "mul": lambda: a * b, "mul_scalar": lambda: a * 2.5,
    "mul_": lambda: a.clone().mul_(b), "mul_scalar_": lambda: a.clone().mul_(-2), "div": lambda: a / b,
    "div_scalar": lambda: a / 3, "rdiv": lambda: 3 / a, "div_": lambda: a.clone().div_(b), "div_scalar_": lambda: a.clone().div_(4),
    "div_floor": lambda: torch.div(whole, 2, rounding_mode="floor"), "div_trunc": lambda: torch.div(whole, 2, rounding_mode="trunc"),
    "addcmul_": lambda: a.clone().addcmul_(a, b, value=0.5), "addcdiv_": lambda: a.clone().addcdiv_(a, positive, value=-2),
    "lerp_": lambda: a.clone().lerp_(b, 0.25), "pow": lambda: positive.pow(b), "pow_scalar": lambda: a.pow(2),
    "maximum": lambda: a.maximum(b), "minimum": lambda: a.minimum(b), "clamp": lambda: a.clamp(-0.5, 0.5),
    "clamp_tensor": lambda: a.clamp(b, b + 1), "clamp_": lambda: a.clone().clamp_(max=0), "clamp_min": lambda: a.clamp_min(0),
    "clamp_max": lambda: a.clamp_max(0), "fill_": lambda: a.clone().fill_(3), "zero_": lambda: a.clone().zero_(),
    "neg": lambda: -a,
    # functions
    "abs": lambda: a.abs(), "sign": lambda: a.sign(), "exp": lambda: a.exp(), "log": lambda: positive.log(),
    "sqrt": lambda: positive.sqrt(), "rsqrt": lambda: positive.rsqrt(), "square": lambda: a.square(),
    "reciprocal": lambda: a.reciprocal(), "erf": lambda: a.erf(), "sin": lambda: a.sin(), "cos": lambda: a.cos(),
    "tanh": lambda: a.tanh(), "sigmoid": lambda: a.sigmoid(), "relu": lambda: a.relu(), "round": lambda: odd[3:].round(),
    "floor": lambda: a.floor(), "ceil": lambda: a.ceil(),
    # comparisons
    "eq": lambda: whole == torch.ones_like(whole) * 5, "eq_scalar": lambda: whole == 4, "ne": lambda: a != b,
    "ne_scalar": lambda: whole != 4, "lt": lambda: a < b, "lt_scalar": lambda: a < 0, "le": lambda: a <= b,
    "le_scalar": lambda: whole <= 4, "gt": lambda: a > b, "gt_scalar": lambda: a > 0, "ge": lambda: a >= b,
    "ge_scalar": lambda: whole >= 4, "isnan": lambda: odd.isnan(), "isinf": lambda: odd.isinf(), "isfinite": lambda: odd.isfinite(),
    "logical_not": lambda: ~mask, "logical_and": lambda: mask.logical_and(a > 0), "logical_or": lambda: mask.logical_or(a > 0),
    "all": lambda: mask.all(), "all_dim": lambda: mask.all(0), "any": lambda: mask.any(), "any_dim": lambda: mask.any(1),
    # reductions and orders
    "sum": lambda: a.sum(), "sum_dim": lambda: batch.sum(1), "sum_dims": lambda: batch.sum((0, 2), keepdim=True),
    "sum_type": lambda: mask.sum(dtype=torch.float64), "mean": lambda: a.mean(), "mean_dim": lambda: batch.mean((1,), keepdim=True),
    "var": lambda: a.var(), "var_dim": lambda: a.var(1, unbiased=False), "std": lambda: a.std(), "std_dim": lambda: a.std(1, keepdim=True),
    "norm": lambda: a.norm(), "norm_1": lambda: a.norm(1), "norm_dim": lambda: a.norm(dim=1, keepdim=True, p=2),
    "max": lambda: a.max(), "max_dim": lambda: a.max(1), "max_other": lambda: torch.max(a, b), "min": lambda: a.min(),
    "min_dim": lambda: a.min(0), "min_other": lambda: torch.min(a, b), "argmax": lambda: a.argmax(), "argmax_dim": lambda: a.argmax(1),
    "argmin": lambda: a.argmin(), "argmin_dim": lambda: a.argmin(0), "topk": lambda: square.topk(2, 1),
    "topk_smallest": lambda: v.topk(3, largest=False), "sort": lambda: v.sort(descending=True),
    "sort_stable": lambda: whole.flatten().sort(stable=True), "argsort": lambda: v.argsort(), "cumsum": lambda: a.cumsum(1),
    "logsumexp": lambda: a.logsumexp(1), "softmax": lambda: a.softmax(1), "log_softmax": lambda: a.log_softmax(0),
    # products
    "matmul": lambda: batch @ n, "mm": lambda: m @ n, "bmm": lambda: batch.bmm(batch2), "dot": lambda: v.dot(w),
    "einsum": lambda: torch.einsum("bij,bjk->bik", batch, batch2),
    # networks
    "linear": lambda: F.linear(a, weight, bias), "layer_norm": lambda: F.layer_norm(batch, (4,), square[0], square[1], 1e-12),
    "gelu": lambda: F.gelu(a), "gelu_tanh": lambda: F.gelu(a, approximate="tanh"),
    "embedding": lambda: F.embedding(places, weight), "dropout": lambda: with_seed(lambda: F.dropout(torch.ones(4, 8), 0.3)),
    "dropout_off": lambda: F.dropout(a, 0.3, training=False), "normalize": lambda: F.normalize(a, dim=1),
    "attention": lambda: (heads @ heads.transpose(-2, -1) / 3 ** 0.5).softmax(-1) @ heads,
    "attention_causal": lambda: ((heads @ heads.transpose(-2, -1) / 3 ** 0.5)
                                 .masked_fill(~torch.ones(4, 4).tril().bool(), float("-inf")).softmax(-1) @ heads),
    "cosine_similarity": lambda: F.cosine_similarity(a, b), "clip_grad_norm": lambda: clipped(0.5),
    "clip_grad_norm_within": lambda: clipped(100.0),
    # losses, with the gradients of their inputs
    "mse_loss": lambda: gradients(F.mse_loss, a, b),
    "mse_loss_none": lambda: F.mse_loss(a, b, reduction="none"),
    "kl_div": lambda: gradients(lambda s, t: F.kl_div(s.log_softmax(1), t.softmax(1), reduction="sum"), a, b),
    "kl_div_log": lambda: gradients(lambda s, t: F.kl_div(s.log_softmax(1), t.log_softmax(1), log_target=True, reduction="sum"), a, b),
    "cosine_loss": lambda: gradients(lambda s, t: 1 - F.cosine_similarity(s, t, dim=1).mean(), a, b),
    "normalize_loss": lambda: gradients(lambda s, t: (F.normalize(s, dim=1) * F.normalize(t, dim=1)).sum().exp(), a, b),
    "cross_entropy": lambda: gradients(lambda x: F.cross_entropy(x, labels), a),
    "cross_entropy_smooth": lambda: gradients(lambda x: F.cross_entropy(x, labels, label_smoothing=0.1, reduction="sum"), a),
    "bce_with_logits": lambda: gradients(lambda x: F.binary_cross_entropy_with_logits(x, zeroone), a),
    "bce_with_logits_weights": lambda: gradients(lambda x: F.binary_cross_entropy_with_logits(
        x, zeroone, weight=positive, pos_weight=torch.tensor([1.0, 2.0, 3.0]), reduction="sum"), a),
    "gelu_grad": lambda: gradients(lambda x: F.gelu(x).sum(), a),
    "layer_norm_grad": lambda: gradients(lambda x, g, h: F.layer_norm(x, (4,), g, h, 1e-12).square().sum(), batch, square[0], square[1]),
    "embedding_grad": lambda: gradients(lambda x: F.embedding(places, x).square().sum(), weight),
    "gather_grad": lambda: gradients(lambda x: x.gather(1, places).exp().sum(), a),
}


NAMES = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}  # as System.Text.Json reads them


def encode(tensor):
    tensor = torch.as_tensor(tensor).detach()
    return {"type": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape),
            "data": [x if math.isfinite(x) else NAMES[str(x)] for x in tensor.to(torch.float64).flatten().tolist()]}


def results(value):
    return [encode(x) for x in (value if isinstance(value, (list, tuple)) else [value])]


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "operators.json"), "w") as file:
    golden = {"inputs": {k: encode(x) for k, x in INPUTS.items()}, "cases": {k: results(make()) for k, make in CASES.items()}}
    text = json.dumps(golden, indent=None, separators=(",", ":"))
    file.write(text.replace("},\"", "},\n\"").replace("],\"", "],\n\"") + "\n")
print(len(CASES), "cases")
