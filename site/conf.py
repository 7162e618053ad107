"""Sphinx's configuration for the site; `website.pages` gathers the sources and starts it."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from website import metadata, paper, reference  # noqa: E402
from website.addresses import REPOSITORY  # noqa: E402

reference.rooms()  # imported once, before Sphinx divides its work among processes

project = "Meantone"
author = "The Meantone developers"
copyright = "the Meantone developers: code MIT, text CC BY 4.0"
language = "en"
root_doc = "contents"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
]
templates_path = ["templates"]
nitpicky = False

# Text
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = [
    "ref.python",  # types name attributes that several classes have ("low"): no link, then
]

# Lessons: what is stored is shown. Widgets are their stills, so that no manager is needed.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_merge_streams = True

# The reference
toc_object_entries = False
autodoc_member_order = "bysource"
autodoc_default_options: dict[str, bool] = {}
napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_use_rtype = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
add_module_names = False
mathjax_path = "mathjax/tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}, "svg": {"mtextInheritFont": True}}

# The paper
bibtex_bibfiles = ["../paper/paper.bib"]
bibtex_reference_style = "author_year"

# Pages
html_theme = "sphinx_book_theme"
html_title = "Meantone"
html_favicon = "static/favicon.svg"
html_static_path = ["static"]
html_css_files = ["tokens.css", "steps.css", "site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
html_context = {"default_mode": "auto"}
html_theme_options = {
    "repository_url": REPOSITORY,
    "use_repository_button": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "home_page_in_toc": False,
    "navigation_with_keys": False,
    "collapse_navbar": True,
    "navbar_persistent": [],
    "secondary_sidebar_items": {"**": ["page-toc.html"], "verdicts": []},
    "logo": {"text": "Meantone"},
    "search_bar_text": "Search the site",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def setup(app):
    """Have docstrings made ready."""
    app.connect("autodoc-process-docstring", reference.prepare_docstring, priority=100)
    app.connect("autodoc-process-signature", reference.prepare_signature)
    app.connect("html-page-context", metadata.describe)
    app.connect("html-page-context", paper.as_list)
    app.connect("autodoc-process-bases", reference.prepare_bases)
