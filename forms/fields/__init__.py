"""The questions a page can ask, beyond what plain pydantic types say."""
