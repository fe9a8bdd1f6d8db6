"""Writes schedules.json: PyTorch's own learning rates.  /usr/bin/python3 schedules.py"""
import json
import os

import torch
from torch.optim.lr_scheduler import ConstantLR, LambdaLR, LinearLR, SequentialLR, StepLR


def rates(make):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=0.01)
    schedule = make(optimizer)
    values = []
    for _ in range(12):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return values


golden = {
    "lambda": rates(lambda o: LambdaLR(o, lambda step: min(step + 1, 4) / 4)),
    "constant": rates(lambda o: ConstantLR(o, 0.25, 4)),
    "linear": rates(lambda o: LinearLR(o, 0.1, 1.0, 6)),
    "step": rates(lambda o: StepLR(o, 4, 0.5)),
    "sequential": rates(lambda o: SequentialLR(o, [LinearLR(o, 0.1, 1.0, 4), LinearLR(o, 1.0, 0.2, 6)], [4])),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.json"), "w") as file:
    file.write(json.dumps(golden, indent=1) + "\n")
