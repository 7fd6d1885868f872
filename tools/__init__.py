"""What build.py is made of: environment, wheel, site, server, checks. Standard library only."""
