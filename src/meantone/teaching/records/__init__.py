"""What a learner predicted, checked and heard, kept in one small file of theirs.

Predictions, sittings of a test, progress, and the reports made of them.
"""

from meantone.teaching.records.handing_in import HandIn, hand_in
from meantone.teaching.records.paragraphs import paragraph, written
from meantone.teaching.records.predictions import predict, reveal
from meantone.teaching.records.progress import hear, heard
from meantone.teaching.records.reports import combine, export_progress, lesson_bar, table_of

__all__ = [
    "HandIn",
    "combine",
    "export_progress",
    "hand_in",
    "hear",
    "heard",
    "lesson_bar",
    "paragraph",
    "predict",
    "reveal",
    "table_of",
    "written",
]
