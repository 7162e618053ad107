"""The collapse report: any folder of tunes beside people's, in one file that opens anywhere.

What is read, measured and judged here comes from the rooms below; a report only puts it together.
"""

from meantone.report.differences import differences
from meantone.report.gathering import Gathered, gather
from meantone.report.made import Report, judged, report
from meantone.report.owed import Sources, sources
from meantone.report.page import page
from meantone.report.verdicts import Verdict
from meantone.report.written import as_csv, as_json
from meantone.report.yardsticks import Yardstick, yardstick

__all__ = [
    "Gathered",
    "Report",
    "Sources",
    "Verdict",
    "Yardstick",
    "as_csv",
    "as_json",
    "differences",
    "gather",
    "judged",
    "page",
    "report",
    "sources",
    "yardstick",
]
