"""What makes the static site and the browser edition: pages, their first page, and Pyodide.

It is no part of the package: `python course.py site` puts the folder `site` on Python's path.
"""
