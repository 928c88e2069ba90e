"""The whole path of a user against a running application: sign in, tasks, events, chat, errors."""
