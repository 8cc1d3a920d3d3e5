"""Django's PostgreSQL backend on connections that notice a server gone silent."""
