"""What makes the static site and the browser edition, from the repository: no part of the package.

`python course.py site` puts the folder `site` on Python's path, and calls `website.build`.
"""
