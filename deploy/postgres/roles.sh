#!/usr/bin/env bash
# At the first start of the database: the owner, who migrates, and the application's role, which owns nothing.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
    --set owner="$(cat /run/secrets/owner_password)" --set app="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE medreview_owner LOGIN PASSWORD :'owner';
CREATE ROLE medreview LOGIN PASSWORD :'app';
-- The same as when connecting without a pooler, which passes no options on.
ALTER ROLE medreview SET timezone = 'UTC';
ALTER ROLE medreview SET lock_timeout = '10s';
ALTER ROLE medreview SET statement_timeout = '60s';
CREATE DATABASE medreview OWNER medreview_owner;
REVOKE ALL ON DATABASE medreview FROM PUBLIC;
GRANT CONNECT ON DATABASE medreview TO medreview;
SQL
