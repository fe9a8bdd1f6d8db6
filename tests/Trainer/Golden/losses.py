"""Writes losses.json: what PyTorch itself says of the Trainer's losses, each with the gradient of its first input.

Run with Debian's python3-torch 1.13.1:  /usr/bin/python3 losses.py
"""
import json
import os

import torch
import torch.nn.functional as F

torch.manual_seed(20260103)
torch.set_num_threads(1)
student, teacher = torch.randn(3, 5), torch.randn(3, 5)
queries, documents = F.normalize(torch.randn(3, 5), dim=1), F.normalize(torch.randn(3, 2, 5), dim=2)
left_out = torch.zeros(3, 6, dtype=torch.bool)
left_out[0, 3] = left_out[2, 0] = True
scores, labels, teacher_scores = torch.randn(3, 4), (torch.rand(3, 4) > 0.5).float(), torch.randn(3, 4)


def divergence(first, second, t):  # T^2 KL(softmax(first / T) || softmax(second / T)), mean over the batch
    return F.kl_div(F.log_softmax(second / t, 1), F.softmax(first / t, 1), reduction="batchmean") * t * t


def info_nce(queries, t, masked):
    similar = queries @ documents.reshape(6, 5).t() / t
    similar = similar.masked_fill(left_out, float("-inf")) if masked else similar
    return F.cross_entropy(similar, torch.tensor([0, 2, 4]))


def margins(scores):
    return scores[:, :1] - scores[:, 1:]


CASES = {
    "kl 1": (student, lambda s: divergence(teacher, s, 1.0)), "kl 3": (student, lambda s: divergence(teacher, s, 3.0)),
    "kl-reverse 1": (student, lambda s: divergence(s, teacher, 1.0)), "kl-reverse 3": (student, lambda s: divergence(s, teacher, 3.0)),
    "mse 1": (student, lambda s: F.mse_loss(s, teacher)), "cosine 1": (student, lambda s: (1 - F.cosine_similarity(s, teacher)).mean()),
    "info-nce": (queries, lambda q: info_nce(q, 0.05, False)), "info-nce left out": (queries, lambda q: info_nce(q, 0.5, True)),
    "bce": (scores, lambda x: F.binary_cross_entropy_with_logits(x, labels)),
    "margin-mse": (scores, lambda x: F.mse_loss(margins(x), margins(teacher_scores))),
}


def with_gradient(start, loss):
    leaf = start.clone().requires_grad_()
    value = loss(leaf)
    value.backward()
    return {"loss": value.item(), "gradient": leaf.grad.tolist()}


golden = {"student": student.tolist(), "teacher": teacher.tolist(), "queries": queries.tolist(), "documents": documents.reshape(6, 5).tolist(),
          "leftOut": left_out.tolist(), "scores": scores.tolist(), "labels": labels.tolist(), "teacherScores": teacher_scores.tolist(),
          "cases": {name: with_gradient(*case) for name, case in CASES.items()}}
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "losses.json"), "w") as file:
    file.write(json.dumps(golden, separators=(",", ":")).replace("]],\"", "]],\n\"").replace("},\"", "},\n\"") + "\n")
print({name: case["loss"] for name, case in golden["cases"].items()})
