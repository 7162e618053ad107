"""Networks that predict the next event: the upper rungs of the ladder. They need PyTorch.

`train` trains any of them; a `NeuralModel` answers like every other model.
"""

from meantone.storage import need

need("torch")

from meantone.models.neural.batches import transposing
from meantone.models.neural.bigram import SoftmaxBigram
from meantone.models.neural.checkpoint import load, save
from meantone.models.neural.lstm import LSTM
from meantone.models.neural.model import NeuralModel
from meantone.models.neural.network import Network
from meantone.models.neural.preparing import Prepared, not_prepared, prepared
from meantone.models.neural.reinforce import Reinforcement, opening_bits
from meantone.models.neural.training import Plan, Progress, Training, train
from meantone.models.neural.transformer import Transformer
from meantone.models.neural.window import WindowMLP

__all__ = [
    "LSTM",
    "Network",
    "NeuralModel",
    "Plan",
    "Prepared",
    "Progress",
    "Reinforcement",
    "SoftmaxBigram",
    "Training",
    "Transformer",
    "WindowMLP",
    "load",
    "not_prepared",
    "opening_bits",
    "prepared",
    "save",
    "train",
    "transposing",
]
