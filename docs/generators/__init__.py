"""What writes the pages that are written from the code: `python docs/generators/NAME_page.py`."""
