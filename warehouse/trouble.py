"""What a full disk, a dying one, or a lock that is held for too long comes as: who serves says it and tries again."""

import duckdb

from warehouse.errors import WarehouseError

TROUBLE = (WarehouseError, OSError, duckdb.Error)
