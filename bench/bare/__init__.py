"""The yardstick: what the same writes cost with Django and DRF alone, and no rule kept. `bench.cases.cycle` runs both."""
