"""Sphinx's configuration for the site; `website.pages` lays the sources and starts it."""

project = "Meantone"
author = "The Meantone developers"
language = "en"
root_doc = "contents"
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
html_title = "Meantone"
nb_execution_mode = "off"
