"""Run by IPython when the kernel begins."""

from IPython import get_ipython
from meantone_browser import begin

begin(get_ipython())
