SET enable_external_access = FALSE;
