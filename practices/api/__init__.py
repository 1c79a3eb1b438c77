"""What every app's api.py is made of: ids, paging, scopes, problems. Routes are in config/api."""
