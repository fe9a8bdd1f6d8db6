"""Training in PyTorch itself, for comparison; prints one line of JSON.

training_step.py step <bundle directory> <layers> <batch> <tokens> <steps>
    milliseconds of a step (forward, backward, AdamW on all weights), each, after three to warm up
training_step.py loop <bundle directory> <layers> <texts.json> <batch> <max tokens> <steps> <teacher: 0 or 1>
    steps a second of an alignment as it is usually written: random batches filled up to their longest text, AdamW on the
    whole embedding table, targets kept (0) or computed by the whole encoder in every step, as KALE's public code does (1)
"""
import json
import math
import struct
import sys
import time
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from torch import nn


def read_safetensors(path):
    content = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    base = 8 + length
    return {name: torch.from_numpy(numpy.frombuffer(content[base + entry["data_offsets"][0]:base + entry["data_offsets"][1]], dtype="<f4")
                                   .reshape(entry["shape"]).copy())
            for name, entry in header.items() if name != "__metadata__"}


class Encoder(nn.Module):
    def __init__(self, weights, heads, layers):
        super().__init__()
        self.heads, self.layers = heads, layers
        self.weights = nn.ParameterDict({self.key(name): nn.Parameter(tensor) for name, tensor in weights.items() if self.uses(name)})

    @staticmethod
    def key(name):
        return name.replace(".", "/")

    def uses(self, name):
        return name.startswith("embeddings.") or (name.startswith("encoder.layer.") and int(name.split(".")[2]) < self.layers)

    def linear(self, name, x):
        return F.linear(x, self.weights[self.key(name + ".weight")], self.weights[self.key(name + ".bias")])

    def norm(self, name, x):
        weight = self.weights[self.key(name + ".weight")]
        return F.layer_norm(x, weight.shape, weight, self.weights[self.key(name + ".bias")], 1e-12)

    def forward(self, ids, mask):  # [batch, tokens]; mask None: no filling
        table = lambda name: self.weights[self.key(f"embeddings.{name}_embeddings.weight")]
        x = F.embedding(ids, table("word")) + (table("position")[:ids.shape[1]] + table("token_type")[0])
        x = self.norm("embeddings.LayerNorm", x)
        added = None if mask is None else (1 - mask[:, None, None, :]) * -10000.0
        for n in range(self.layers):
            x = self.layer(f"encoder.layer.{n}", x, added)
        if mask is None:
            return x.mean(1)
        return (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)

    def layer(self, name, x, added):
        batch, tokens, hidden = x.shape
        q, k, v = (self.linear(f"{name}.attention.self.{part}", x).view(batch, tokens, self.heads, -1).transpose(1, 2)
                   for part in ("query", "key", "value"))
        scores = q @ k.transpose(-2, -1) / math.sqrt(hidden // self.heads)
        scores = scores if added is None else scores + added
        context = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.norm(f"{name}.attention.output.LayerNorm", self.linear(f"{name}.attention.output.dense", context) + x)
        wide = F.gelu(self.linear(f"{name}.intermediate.dense", x))
        return self.norm(f"{name}.output.LayerNorm", self.linear(f"{name}.output.dense", wide) + x)


def load(directory, layers):
    config = json.loads((Path(directory) / "config.json").read_text())
    return Encoder(read_safetensors(Path(directory) / "model.safetensors"), config["num_attention_heads"], layers)


def update(model, optimizer, ids, mask, targets):
    optimizer.zero_grad()
    loss = (1 - F.cosine_similarity(model(ids, mask), targets)).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


def step(directory, layers, batch, tokens, steps):
    model = load(directory, int(layers))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, weight_decay=0)
    torch.manual_seed(1)
    targets = torch.randn(int(batch), 384)
    times = []
    for _ in range(int(steps) + 3):
        ids = torch.randint(1000, 30000, (int(batch), int(tokens)))
        begin = time.perf_counter()
        update(model, optimizer, ids, None, targets)
        times.append((time.perf_counter() - begin) * 1000)
    return {"ms": times[3:], "threads": torch.get_num_threads(), "torch": torch.__version__}


def loop(directory, layers, texts, batch, longest, steps, teaches):
    model, texts = load(directory, int(layers)), [ids[:int(longest)] for ids in json.loads(Path(texts).read_text())]
    teacher = load(directory, 6).eval() if teaches == "1" else None
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, weight_decay=0)
    torch.manual_seed(1)
    kept = torch.randn(len(texts), 384)
    begin = None
    for number in range(int(steps) + 3):
        if number == 3:
            begin = time.perf_counter()
        chosen = torch.randint(0, len(texts), (int(batch),)).tolist()
        width = max(len(texts[i]) for i in chosen)
        ids = torch.tensor([texts[i] + [0] * (width - len(texts[i])) for i in chosen])
        mask = torch.tensor([[1.0] * len(texts[i]) + [0.0] * (width - len(texts[i])) for i in chosen])
        if teacher is None:
            targets = kept[chosen]
        else:
            with torch.no_grad():
                targets = teacher(ids, mask)
        update(model, optimizer, ids, mask, targets)
    return {"rate": int(steps) / (time.perf_counter() - begin)}


print(json.dumps({"step": step, "loop": loop}[sys.argv[1]](*sys.argv[2:])))
