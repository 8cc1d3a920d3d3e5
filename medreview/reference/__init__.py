"""Documents written from the code, so that they cannot say anything else: `manage.py write_reference`."""
