"""The course as web pages: see README.md. (Not `site`: that is a module of Python's own.)"""
