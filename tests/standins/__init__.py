"""Local servers that speak the providers' APIs, remember what they were told, and fail on demand."""
