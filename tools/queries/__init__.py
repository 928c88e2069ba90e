"""The check of the log queries with Microsoft's parser of the Kusto Query Language."""
