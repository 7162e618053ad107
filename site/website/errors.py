"""What stops the building of the site."""


class SiteError(Exception):
    """The site cannot be built: what is wrong, where, and what to do."""
