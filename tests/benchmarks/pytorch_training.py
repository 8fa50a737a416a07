#!/usr/bin/env python3
"""Training throughput of an equivalent PyTorch eager loop, beside which `cellwise-cli train` can be put.

The same ViT as the preset small-vit (96 px, patches of 8, six layers of 128), cross entropy, AdamW, gradient
clipping, batches of 48, random images already in memory: no decoding, no augmentation, no running average
of the weights, all of which `cellwise-cli train` does besides. Debian: python3-torch, python3-torchvision.

    cellwise-cli train --preset small-vit --loss cross-entropy --epochs 1 ...    # prints cells/s
    pytorch_training.py [STEPS]
"""
import sys
import time

import torch
from torchvision.models.vision_transformer import VisionTransformer

steps = int(sys.argv[1]) if len(sys.argv) > 1 else 40
torch.manual_seed(1)
torch.set_num_threads(2)
batch, classes = 48, 11
model = VisionTransformer(image_size=96, patch_size=8, num_layers=6, num_heads=4, hidden_dim=128, mlp_dim=512,
                          num_classes=classes)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
images = torch.randn(batch, 3, 96, 96)
labels = torch.randint(classes, (batch,))


def step():
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()


for _ in range(5):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
seconds = time.perf_counter() - start
print(f"{batch * steps / seconds:.1f} images/s, {1000 * seconds / steps:.1f} ms a step of {batch}, "
      f"torch {torch.__version__}, {torch.get_num_threads()} threads")
