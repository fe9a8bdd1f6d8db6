"""Writes encoder.json: a small BERT encoder in PyTorch itself, its vectors, its gradients and the losses of ten steps of AdamW as
the Trainer takes them: no decay on biases and LayerNorms, gradients of a norm above 0.7 scaled down, another rate in every step.

Run with Debian's python3-torch 1.13.1:  /usr/bin/python3 encoder.py
Tensors are named as in a Hugging Face BertModel; float32, little-endian, base64.
"""
import base64
import json
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = dict(vocab=60, hidden=24, layers=2, heads=3, intermediate=48, positions=16, types=2, eps=1e-12)


class Attention(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.self = nn.ModuleDict({name: nn.Linear(hidden, hidden) for name in ("query", "key", "value")})
        self.output = nn.ModuleDict({"dense": nn.Linear(hidden, hidden), "LayerNorm": nn.LayerNorm(hidden, CONFIG["eps"])})

    def forward(self, x, mask):  # x [batch, tokens, hidden], mask [batch, 1, 1, tokens]: 0 or very negative
        batch, tokens, hidden = x.shape
        q, k, v = (self.self[name](x).view(batch, tokens, self.heads, -1).transpose(1, 2) for name in ("query", "key", "value"))
        scores = q @ k.transpose(-2, -1) / math.sqrt(hidden // self.heads) + mask
        context = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, hidden)
        return self.output["LayerNorm"](self.output["dense"](context) + x)


class Layer(nn.Module):
    def __init__(self, hidden, heads, intermediate):
        super().__init__()
        self.attention = Attention(hidden, heads)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(hidden, intermediate)})
        self.output = nn.ModuleDict({"dense": nn.Linear(intermediate, hidden), "LayerNorm": nn.LayerNorm(hidden, CONFIG["eps"])})

    def forward(self, x, mask):
        x = self.attention(x, mask)
        return self.output["LayerNorm"](self.output["dense"](F.gelu(self.intermediate["dense"](x))) + x)


class Encoder(nn.Module):
    def __init__(self, vocab, hidden, layers, heads, intermediate, positions, types, eps):
        super().__init__()
        self.embeddings = nn.ModuleDict({
            "word_embeddings": nn.Embedding(vocab, hidden), "position_embeddings": nn.Embedding(positions, hidden),
            "token_type_embeddings": nn.Embedding(types, hidden), "LayerNorm": nn.LayerNorm(hidden, eps)})
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(hidden, heads, intermediate) for _ in range(layers))})

    def forward(self, ids, mask, types):
        e = self.embeddings
        x = e["word_embeddings"](ids) + e["position_embeddings"](torch.arange(ids.shape[1])) + e["token_type_embeddings"](types)
        x = e["LayerNorm"](x)
        added = (1 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.encoder["layer"]:
            x = layer(x, added)
        return x


def pooled(states, mask):
    weights = mask[:, :, None].float()
    return F.normalize((states * weights).sum(1) / weights.sum(1).clamp(min=1e-9), dim=1)


def encode(tensor):
    return {"shape": list(tensor.shape), "data": base64.b64encode(tensor.detach().float().contiguous().numpy().tobytes()).decode()}


torch.manual_seed(20260102)
torch.set_num_threads(1)
model = Encoder(**CONFIG)
for parameter in model.parameters():  # larger than BERT's 0.02, so that no gradient is near zero
    nn.init.normal_(parameter, std=0.25)
for name, parameter in model.named_parameters():
    if name.endswith("LayerNorm.weight"):
        nn.init.normal_(parameter, mean=1.0, std=0.1)
lengths = [9, 4, 7]
ids = torch.randint(1, CONFIG["vocab"], (3, 9))
mask = (torch.arange(9)[None] < torch.tensor(lengths)[:, None]).long()
ids = ids * mask
types = ((torch.arange(9)[None] >= 3) & (torch.arange(9)[None] < 6)).long().expand(3, 9) * mask
targets = F.normalize(torch.randn(3, CONFIG["hidden"]), dim=1)

golden = {"config": CONFIG, "ids": ids.tolist(), "mask": mask.tolist(), "types": types.tolist(), "targets": encode(targets),
          "weights": {name: encode(p) for name, p in model.named_parameters()}}
golden["vectors"] = encode(pooled(model(ids, mask, types), mask))


def step_loss():
    vectors = pooled(model(ids, mask, types), mask)
    return (1 - F.cosine_similarity(vectors, targets, dim=1)).mean() + F.mse_loss(vectors, targets)


loss = step_loss()
loss.backward()
golden["gradients"] = {name: encode(p.grad) for name, p in model.named_parameters()}
DECAY, CLIP = 0.1, 0.7
rates = [1e-3 * (step + 1) for step in range(10)]
decays = lambda name: not name.endswith((".bias", "LayerNorm.weight"))
groups = [{"params": [p for name, p in model.named_parameters() if decays(name) == some], "weight_decay": DECAY if some else 0} for some in (True, False)]
optimizer = torch.optim.AdamW(groups)
golden["training"] = {"decay": DECAY, "clip": CLIP, "rates": rates, "losses": [], "norms": []}
for rate in rates:
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    loss = step_loss()
    golden["training"]["losses"].append(loss.item())
    loss.backward()
    golden["training"]["norms"].append(nn.utils.clip_grad_norm_(model.parameters(), CLIP).item())
    optimizer.step()

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "encoder.json"), "w") as file:
    file.write(json.dumps(golden, separators=(",", ":")).replace("},\"", "},\n\"") + "\n")
print(len(golden["weights"]), "tensors;", golden["training"])
