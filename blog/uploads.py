"""Say how much a file may hold that comes through a form of the admin; server, Django, forms and script all ask here.

It is read before anybody knows who sends it, so that the limit is that of strangers as well.
"""

MEGABYTES = 8
FILE_BYTES = MEGABYTES * 1024 * 1024
# With the rest of its form. A post of 300,000 Chinese characters is 2.7 MB in one.
FORM_BYTES = FILE_BYTES + 64 * 1024
