"""The knowledge base as files that people edit: xlsx, csv, YAML and JSON, in and out."""
