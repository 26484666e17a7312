"""The rule-based sentence splitter inside the packages, in MiniSBD's format: `python -m tests.models.splitter FILE`.

Stock argostranslate splits sentences with a MiniSBD model, which it downloads for a package that has none. Ours is a
convolution over five characters with weights set by hand, so that it says what a rule would. It takes the `onnx`
package, which neither running nor testing needs.
"""

import json
import sys
from pathlib import Path

import numpy as np

UNITS = ["<PAD>", "<UNK>", ".", "!", "?", "…", "»", '"', "”", ")", "«", "“", "("]
ENDING = [0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
CLOSING = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0]
OPENING = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1]
FEATURES = ["space_before", "capitalized", "numeric"]  # of each character, as MiniSBD gives them
N_PLACES = 5  # a character, the two before it and the two after
HERE = 2
END, CLOSE, OPEN, SPACE, CAPITAL, NUMBER = range(6)  # what is known of a character
AFTER_END, AFTER_QUOTE, AFTER_INITIAL = range(3)  # what speaks for a boundary, and against it
CLASSES = 5  # MiniSBD's; ours are nothing (0) and the end of a sentence (2)


def weights() -> tuple[np.ndarray, np.ndarray]:
    """Return the convolution's weights (rules by what is known by places) and how much each rule asks for."""
    found = np.zeros((3, 6, N_PLACES), np.float32)
    for rule, here in ((AFTER_END, END), (AFTER_QUOTE, CLOSE)):
        found[rule, here, HERE] = 1
        found[rule, SPACE, HERE + 1] = found[rule, CAPITAL, HERE + 2] = found[rule, OPEN, HERE + 2] = 1
    found[AFTER_END, NUMBER, HERE + 2] = 0.6
    found[AFTER_QUOTE, END, HERE - 1] = found[AFTER_QUOTE, END, HERE - 2] = 1
    found[AFTER_INITIAL, CAPITAL, HERE - 1] = found[AFTER_INITIAL, SPACE, HERE - 2] = 1  # the M. of "M. Roy"
    return found, np.array([-2.5, -3.5, -1.0], np.float32)


def build():  # an onnx.ModelProto, which is not there for those who only read
    """Return the splitter as an ONNX model."""
    import onnx  # noqa: PLC0415  # only who rebuilds the packages has it
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415

    rules, asked = weights()
    node = helper.make_node
    nodes = [
        node("Gather", ["tab", "units"], ["g"], axis=0),
        node("Concat", ["g", "features"], ["x"], axis=2),
        node("Transpose", ["x"], ["xt"], perm=[0, 2, 1]),
        node("Conv", ["xt", "W", "B"], ["y"], kernel_shape=[N_PLACES], pads=[HERE, HERE]),
        node("Split", ["y", "sp"], ["a", "b", "c"], axis=1),
        node("Relu", ["c"], ["cr"]),
        node("Mul", ["cr", "two"], ["c2"]),
        node("Sub", ["a", "c2"], ["a2"]),
        node("Max", ["a2", "b"], ["s"]),
        node("Mul", ["s", "zero"], ["z"]),
        node("Add", ["z", "m9"], ["n"]),
        node("Concat", ["z", "n", "s", "n", "n"], ["o"], axis=1),
        node("Transpose", ["o"], ["out"], perm=[0, 2, 1]),
    ]
    constants = {
        "tab": np.array([ENDING, CLOSING, OPENING], np.float32).T,
        "W": rules,
        "B": asked,
        "sp": np.array([1, 1, 1], np.int64),
        "two": np.array(2, np.float32),
        "zero": np.array(0, np.float32),
        "m9": np.array(-9, np.float32),
    }
    inputs = [
        helper.make_tensor_value_info("units", TensorProto.INT64, ["b", "t"]),
        helper.make_tensor_value_info("features", TensorProto.FLOAT, ["b", "t", len(FEATURES)]),
    ]
    outputs = [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["b", "t", CLASSES])]
    stored = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "sbd", inputs, outputs, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    for key, value in _about().items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    return model


def _about() -> dict[str, str]:
    """Return what MiniSBD reads beside the graph."""
    ids = {unit: number for number, unit in enumerate(UNITS)}
    vocabulary = {"lang": "fr", "idx": 0, "cutoff": 0, "lower": False, "_unit2id": ids, "_id2unit": UNITS}
    config = {"feat_funcs": FEATURES, "max_seqlen": 1000, "batch_size": 8}
    return {"lang_code": "fr", "config": json.dumps(config), "vocab": json.dumps(vocabulary), "lexicon": "null"}


def main() -> None:
    """Write the splitter to the file that is named."""
    try:
        model = build()
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not installed; building the splitter takes it: pip install onnx")
    Path(sys.argv[1]).write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main()
