#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes metrics.txt with scikit-learn 1.2.1, SciPy 1.10.1 and NumPy. Run here to make it anew.

A case is a line "case NAME CLASSES", a line an image (label, then logits) and a line a metric.
"""
import warnings
import numpy as np
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
BINS = 15


def auc(labels, p):
    areas = [metrics.roc_auc_score(labels == c, p[:, c]) for c in range(p.shape[1]) if 0 < (labels == c).sum() < len(labels)]
    return np.mean(areas) if areas else None


def figures(labels, logits):
    n, classes = logits.shape
    p = softmax(logits.astype(np.float64), axis=1)
    predicted = logits.argmax(axis=1)
    correct = int((predicted == labels).sum())
    yield "accuracy", [metrics.accuracy_score(labels, predicted)]
    interval = binomtest(correct, n).proportion_ci(0.95, "wilson")
    yield "interval", [interval.low, interval.high]
    yield "confusion", metrics.confusion_matrix(labels, predicted, labels=range(classes)).flatten()
    per_class = metrics.precision_recall_fscore_support(labels, predicted, labels=range(classes), zero_division=0)
    for name, values in zip(("precision", "recall", "f1", "support"), per_class):
        yield name, values
    for average in ("macro", "weighted"):
        yield average, metrics.precision_recall_fscore_support(labels, predicted, average=average, zero_division=0)[:3]
    yield "matthews", [metrics.matthews_corrcoef(labels, predicted)]
    # scikit-learn cuts probabilities off at 1e-15.
    loss = -log_softmax(logits.astype(np.float64), axis=1)[np.arange(n), labels].mean()
    if classes > 1 and p.min() > 1e-14:
        assert np.isclose(loss, metrics.log_loss(labels, p, labels=range(classes)), rtol=1e-12)
    yield "logLoss", [loss]
    yield "brier", [((p - np.eye(classes)[labels]) ** 2).sum(axis=1).mean()]
    # Ranked as logarithms in single precision: the last bits of a double would tell equal scores apart by chance.
    area = auc(labels, log_softmax(logits.astype(np.float64), axis=1).astype(np.float32))
    if area is not None:
        yield "rocAuc", [area]
    if len(set(labels)) == classes > 2 and len(np.unique(logits)) == logits.size:
        assert np.isclose(area, metrics.roc_auc_score(labels, p, multi_class="ovr"))
    for k in (2, 3):
        if k < classes:
            # Of equal scores the first comes first, as argmax has it; scikit-learn takes the last.
            order = np.argsort(-logits, axis=1, kind="stable")[:, :k]
            share = (order == labels[:, None]).any(axis=1).mean()
            if len(np.unique(logits)) == logits.size and len(set(labels)) == classes:
                assert share == metrics.top_k_accuracy_score(labels, p, k=k)
            yield f"top{k}", [share]
    confidence = p[np.arange(n), predicted]
    right = predicted == labels
    accuracies, confidences = calibration_curve(right, confidence, n_bins=BINS, pos_label=True)
    yield "binAccuracy", accuracies
    yield "binConfidence", confidences
    bins = np.digitize(confidence, np.linspace(0, 1, BINS + 1)[1:-1], right=True)
    counts = np.bincount(bins, minlength=BINS)
    yield "binImages", counts[counts > 0]
    yield "calibrationError", [(counts[counts > 0] / n * np.abs(accuracies - confidences)).sum()]


def number(x):
    return repr(int(x)) if isinstance(x, (int, np.integer)) else repr(float(x))


def case(out, name, labels, logits):
    labels = np.array(labels)
    logits = np.array(logits, dtype=np.float32)
    out.write(f"case {name} {logits.shape[1]}\n")
    for label, row in zip(labels, logits):
        out.write(f"{label} " + " ".join(str(x) for x in row) + "\n")
    for metric, values in figures(labels, logits):
        out.write(f"{metric} " + " ".join(number(x) for x in values) + "\n")


random = np.random.default_rng(7)


def drawn(n, classes, skill, labels=None):
    labels = random.integers(0, classes, n) if labels is None else np.array(labels)
    logits = random.normal(0, 1, (n, classes)).astype(np.float32)
    logits[np.arange(n), labels] += np.float32(skill)
    return labels, np.round(logits, 4)


with open("metrics.txt", "w") as out:
    case(out, "plain", *drawn(60, 4, 1.2))
    case(out, "many", *drawn(80, 12, 2.0))
    case(out, "overconfident", *(lambda l, x: (l, np.round(x * 6, 3)))(*drawn(60, 3, 0.6)))
    labels, logits = drawn(50, 4, 1.0)
    case(out, "ties", labels, np.round(logits))
    case(out, "all-equal", [0, 1, 2, 1, 0], np.zeros((5, 3)))
    labels, logits = drawn(40, 5, 1.0, random.integers(0, 4, 40))
    case(out, "class-without-images", labels, logits)
    case(out, "class-neither-true-nor-predicted", labels, np.concatenate([logits[:, :4], np.full((40, 1), -30)], 1))
    case(out, "class-never-predicted", labels, np.concatenate([logits[:, :3], np.full((40, 2), -30)], 1))
    case(out, "one-true-class", *drawn(20, 3, 0.5, [1] * 20))
    case(out, "two", *drawn(40, 2, 0.8))
    case(out, "perfect", *drawn(30, 3, 40))
    case(out, "single-image", [2], [[0.5, 1.5, 0.25]])
    case(out, "single-class", [0, 0], [[1.0], [2.0]])
    case(out, "huge-logits", [0, 1, 1, 0], [[800, -800], [-3000, 3000], [200.5, 200], [-1e30, 1e30]])
