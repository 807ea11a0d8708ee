"""Inference: what an estimate is worth, and whether there is one."""
